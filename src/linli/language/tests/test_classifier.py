from __future__ import annotations

import io
import pickle
import random
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from linli.language.classifier.figures import evaluate
from linli.language.classifier.messages import LabelledMessage, read_messages
from linli.language.classifier.model import Classifier, load, save
from linli.language.classifier.training import train
from linli.language.errors import LabelsTooFew, LabelTooRare, ModelMissing, ModelUnusable
from linli.language.tests.composed import composed

DAY = date(2026, 3, 6)


def test_it_knows_a_message_it_has_not_seen(classifier: Classifier) -> None:
    answer = classifier.answer("家里没有水", "昨天晚上开始自来水停水，水管没有一滴水")
    assert answer
    assert answer.label == "供水"
    assert 0.5 < answer.confidence <= 1


def test_the_same_messages_give_the_same_bytes(classifier: Classifier) -> None:
    assert train(composed(), on=DAY).to_bytes() == classifier.to_bytes()


def test_the_version_names_what_is_known_and_not_the_day(classifier: Classifier) -> None:
    assert train(composed(), on=date(2027, 1, 1)).version == classifier.version
    assert train(composed()[:-4], on=DAY).version != classifier.version


def test_a_model_answers_the_same_after_it_was_kept(classifier: Classifier, model_file: Path) -> None:
    again = load(model_file)
    assert again.header == classifier.header
    for each in composed():
        assert again.answer(each.title, each.text) == classifier.answer(each.title, each.text)


@pytest.mark.parametrize("text", ["", " \n\t", "🙂🙂🙂🙂🙂🙂", "\0\0", "????", "\ud800", "Ω≈ç√∫˜µ", "१२३"])
def test_there_is_no_answer_to_what_it_cannot_know(classifier: Classifier, text: str) -> None:
    assert classifier.answer("", text) is None
    assert classifier.answer(text, "") is None


def test_a_hundred_thousand_characters_are_answered_by_their_beginning(classifier: Classifier) -> None:
    text = "学校食堂太贵，" * 15_000
    assert classifier.answer("", text) == classifier.answer("", text[:3_000])


def test_traditional_characters_and_wide_digits_are_read_as_simplified_ones(classifier: Classifier) -> None:
    assert classifier.answer("", "學校食堂太貴，１２天了") == classifier.answer("", "学校食堂太贵，12天了")


def test_english_gives_a_defined_answer(classifier: Classifier) -> None:
    answer = classifier.answer("Water", "The pipe in our street has been leaking for three days.")
    assert answer is None or 0 < answer.confidence <= 1


def test_numbers_and_lettered_places_make_no_difference(classifier: Classifier) -> None:
    assert classifier.answer("", "A1区3号路灯不亮") == classifier.answer("", "B12区55号路灯不亮")


def test_no_number_of_a_person_is_kept(classifier: Classifier) -> None:
    messages = [LabelledMessage(m.label, m.title, m.text + "电话13812345678") for m in composed()]
    assert b"1381234" not in train(messages, on=DAY).to_bytes()


def test_it_refuses_one_label() -> None:
    with pytest.raises(LabelsTooFew):
        train([each for each in composed() if each.label == "供水"], on=DAY)


def test_it_refuses_a_label_with_too_few_messages() -> None:
    with pytest.raises(LabelTooRare):
        train([*composed(), LabelledMessage("噪声", "太吵", "夜里施工太吵")], on=DAY)


def test_a_label_no_message_of_which_was_found_counts_as_nothing(classifier: Classifier) -> None:
    test = [LabelledMessage("供水", "水管漏水", "水管漏水"), LabelledMessage("噪声", "水管漏水", "水管漏水")]
    result = evaluate(classifier, test, model_bytes=1)
    assert result.accuracy == 0.5
    assert result.per_class["噪声"].f1 == 0
    assert result.per_class["供水"].precision == 0.5
    assert result.macro_f1 == pytest.approx((2 / 3) / 2)


class TestFile:
    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ModelMissing):
            load(tmp_path / "none.npz")

    @pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
    def test_a_truncated_file_is_refused(self, model_file: Path, share: float) -> None:
        content = model_file.read_bytes()
        model_file.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(ModelUnusable):
            load(model_file)

    def test_an_altered_byte_is_refused_or_changes_nothing(
        self, model_file: Path, classifier: Classifier
    ) -> None:
        content, chance = model_file.read_bytes(), random.Random(7)
        refused = 0
        for _ in range(150):
            altered = bytearray(content)
            altered[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            model_file.write_bytes(altered)
            try:
                assert load(model_file).to_bytes() == classifier.to_bytes()
            except ModelUnusable:
                refused += 1
        assert refused > 100

    def test_an_array_that_was_put_in_another_s_place_is_refused(self, model_file: Path) -> None:
        arrays = dict(np.load(model_file))
        np.savez(model_file, **{**arrays, "weights": -arrays["weights"]})
        with pytest.raises(ModelUnusable):
            load(model_file)

    def test_another_header_is_refused(self, model_file: Path) -> None:
        arrays = dict(np.load(model_file))
        header = arrays["header"].tobytes().replace("供水".encode(), "道水".encode())
        np.savez(model_file, **{**arrays, "header": np.frombuffer(header, np.uint8)})
        with pytest.raises(ModelUnusable):
            load(model_file)

    def test_a_pickle_is_refused_and_never_run(self, tmp_path: Path) -> None:
        mark = tmp_path / "ran"

        class Hostile:
            def __reduce__(self) -> tuple[object, ...]:
                return (Path.touch, (mark,))

        bare, inside = tmp_path / "bare.npz", tmp_path / "inside.npz"
        bare.write_bytes(pickle.dumps(Hostile()))
        hostile = io.BytesIO()
        np.lib.format.write_array(hostile, np.array([Hostile()], dtype=object), allow_pickle=True)
        with zipfile.ZipFile(inside, "w") as archive:
            for name in ("keys", "words", "ends", "idf", "weights", "intercepts", "header", "digest"):
                archive.writestr(f"{name}.npy", hostile.getvalue())
        for path in (bare, inside):
            with pytest.raises(ModelUnusable):
                load(path)
        assert not mark.exists()

    @pytest.mark.parametrize(
        "header", [b"{'descr'", b"(((", b"{1: 2}", b"[" * 90, b"\xff", b"{'descr': '<f4', 'a': ["]
    )
    def test_an_array_with_a_hostile_header_is_refused(self, tmp_path: Path, header: bytes) -> None:
        path = tmp_path / "hostile.npz"
        array = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
        with zipfile.ZipFile(path, "w") as archive:
            for name in ("keys", "words", "ends", "idf", "weights", "intercepts", "header", "digest"):
                archive.writestr(f"{name}.npy", array)
        with pytest.raises(ModelUnusable):
            load(path)

    def test_a_compressed_bomb_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.npz"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("keys", "words", "ends", "idf", "weights", "intercepts", "header", "digest"):
                archive.writestr(f"{name}.npy", b"\0" * 1_000_000)
        with pytest.raises(ModelUnusable):
            load(path)

    def test_a_model_that_cannot_be_written_leaves_the_old_one(
        self, classifier: Classifier, model_file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = model_file.read_bytes()
        monkeypatch.setattr(
            "linli.language.classifier.model.os.fsync", lambda _: (_ for _ in ()).throw(OSError)
        )
        with pytest.raises(OSError):  # noqa: PT011
            save(classifier, model_file)
        assert model_file.read_bytes() == before
        assert [each.name for each in model_file.parent.iterdir()] == [model_file.name]


@pytest.mark.real_data
def test_it_is_right_about_real_messages_it_has_not_seen(data_folder: Path) -> None:
    messages = read_messages(data_folder / "teddy2020" / "labelled_messages.csv.gz")
    random.Random(1).shuffle(messages)
    cut = len(messages) * 4 // 5
    result = evaluate(train(messages[:cut], on=DAY), messages[cut:], model_bytes=0)
    assert result.macro_f1 >= 0.925
    assert result.messages_per_second > 200  # a thousand on a core of its own; tests share theirs
