from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class NotAllowed(Refusal):
    """The viewer's roles do not include what they tried."""

    code = "people.not_allowed"
    kind = Kind.NOT_ALLOWED
    sentence = _("Your roles do not allow you to %(what)s.")


class LogInFirst(Refusal):
    """A page or operation for people with a log-in, asked for without one."""

    code = "people.log_in_first"
    kind = Kind.NOT_ALLOWED
    sentence = _("Please log in first.")


class UnknownAccount(Refusal):
    """No account has this user name."""

    code = "people.unknown_account"
    kind = Kind.NOT_FOUND
    sentence = _("There is no account “%(username)s”.")


class UsernameTaken(Refusal):
    """Another account, perhaps an ended one, has this user name."""

    code = "people.username_taken"
    kind = Kind.CONFLICT
    sentence = _("The user name “%(username)s” is taken. Accounts are never handed on.")


class UsernameNotPlain(Refusal):
    """A user name is too long, empty, or has characters that can be mistaken for others."""

    code = "people.username_not_plain"
    sentence = _("“%(username)s” is no user name: 3 to 60 letters, digits, dots, hyphens or underscores.")


class DisplayNameMissing(Refusal):
    """An account without a name, or with one that is too long."""

    code = "people.display_name_missing"
    sentence = _("An account needs a name of 1 to 60 characters.")


class AccountEndedAlready(Refusal):
    """Something was to be given to an account that has ended."""

    code = "people.account_ended"
    kind = Kind.CONFLICT
    sentence = _("The account “%(username)s” has ended.")


class AccountIsOpen(Refusal):
    """An account that had not ended was to be opened again."""

    code = "people.account_is_open"
    kind = Kind.CONFLICT
    sentence = _("The account “%(username)s” has not ended.")


class OwnAccount(Refusal):
    """Somebody would end the account they are logged in with."""

    code = "people.own_account"
    kind = Kind.NOT_ALLOWED
    sentence = _("Your own account is ended by another administrator.")


class WeakPassword(Refusal):
    """A password that the rules do not accept."""

    code = "people.weak_password"
    sentence = _("This password cannot be used. %(why)s")


class UnknownUnit(Refusal):
    """No unit has this code."""

    code = "people.unknown_unit"
    kind = Kind.NOT_FOUND
    sentence = _("There is no unit with the code “%(code)s”.")


class UnitClosed(Refusal):
    """A role was to be given for a unit that is closed."""

    code = "people.unit_closed"
    kind = Kind.CONFLICT
    sentence = _("The unit “%(unit)s” is closed.")


class UnitRefused(Refusal):
    """A unit's code, name, kind, parent or area does not hold."""

    code = "people.unit_refused"
    sentence = _("The unit “%(code)s” cannot be kept: %(why)s")


class UnitColumnsWrong(Refusal):
    """A list of units in another form, or in another encoding."""

    code = "people.unit_columns_wrong"
    sentence = _("A list of units is CSV in UTF-8, and each line has the columns %(columns)s.")


class UnknownRole(Refusal):
    """No such role, or the city does not use it."""

    code = "people.unknown_role"
    sentence = _("The city has no role “%(role)s” on %(on)s.")


class UnknownPermission(Refusal):
    """No such permission."""

    code = "people.unknown_permission"
    sentence = _("There is no permission “%(permission)s”. There are: %(known)s.")


class RoleNeedsNoAccount(Refusal):
    """Requester and public are nobody's to give."""

    code = "people.role_needs_no_account"
    sentence = _("The role “%(role)s” is everybody's and is not given to accounts.")


class RolesIncompatible(Refusal):
    """One account would run the system and audit it."""

    code = "people.roles_incompatible"
    kind = Kind.CONFLICT
    sentence = _("“%(role)s” and “%(other)s” may not be held by one account. Choose somebody else.")


class RoleNeedsPlace(Refusal):
    """A role that reaches a unit or an area was to be given without one."""

    code = "people.role_needs_place"
    sentence = _("The role “%(role)s” is given for a unit or an area: say which.")


class AreaCodeNotPlain(Refusal):
    """An area code that is not 12 digits."""

    code = "people.area_code_not_plain"
    sentence = _("An area code has 12 digits: “%(area_code)s” has not.")


class NoSuchArea(Refusal):
    """A role was to be given in an area that the city does not have on that day."""

    code = "people.no_such_area"
    kind = Kind.NOT_FOUND
    sentence = _("The city has no area %(area_code)s on %(on)s.")


class DaysOutOfOrder(Refusal):
    """The last day is before the first."""

    code = "people.days_out_of_order"
    sentence = _("The last day, %(valid_until)s, is before the first, %(valid_from)s.")


class RoleHeldAlready(Refusal):
    """The account holds the same role for the same unit and area already."""

    code = "people.role_held_already"
    kind = Kind.CONFLICT
    sentence = _("“%(username)s” holds the role “%(role)s” there already.")


class UnknownAssignment(Refusal):
    """No assignment has this number."""

    code = "people.unknown_assignment"
    kind = Kind.NOT_FOUND
    sentence = _("There is no role numbered %(number)s.")


class AssignmentEnded(Refusal):
    """Somebody ended it before."""

    code = "people.assignment_ended"
    kind = Kind.CONFLICT
    sentence = _("This role has been ended already.")


class SecondPairNeeded(Refusal):
    """One person alone would give a powerful role, or one to themselves."""

    code = "people.second_pair_needed"
    kind = Kind.CONFLICT
    sentence = _("The role “%(role)s” is proposed by one person and agreed to by another.")


class ProposedAlready(Refusal):
    """The same role for the same account and place waits for a second person already."""

    code = "people.proposed_already"
    kind = Kind.CONFLICT
    sentence = _("The role “%(role)s” has been proposed already and waits for a second person.")


class OwnProposal(Refusal):
    """Somebody would agree to what they proposed themselves, or to a role for themselves."""

    code = "people.own_proposal"
    kind = Kind.NOT_ALLOWED
    sentence = _("Somebody else has to agree: neither who proposed it nor who would get the role.")


class ProposalSettled(Refusal):
    """Somebody has agreed, refused or withdrawn before."""

    code = "people.proposal_settled"
    kind = Kind.CONFLICT
    sentence = _("This proposal has been decided already.")


class UnknownProposal(Refusal):
    """No proposal has this number."""

    code = "people.unknown_proposal"
    kind = Kind.NOT_FOUND
    sentence = _("There is no proposal numbered %(number)s.")


class KeyLabelMissing(Refusal):
    """A key without a label, or with one that is too long."""

    code = "people.key_label_missing"
    sentence = _("An API key needs a label of 1 to 60 characters that says what it is for.")


class KeyWithoutPermission(Refusal):
    """A key that may do nothing."""

    code = "people.key_without_permission"
    sentence = _("An API key needs at least one permission.")


class KeyExceedsAccount(Refusal):
    """A key would allow more than its account may do."""

    code = "people.key_exceeds_account"
    kind = Kind.NOT_ALLOWED
    sentence = _("“%(username)s” may not %(what)s, so a key of this account may not either.")


class KeyExpiryRefused(Refusal):
    """A key that expires in the past, or lives longer than the city allows."""

    code = "people.key_expiry_refused"
    sentence = _("An API key expires in the future and within %(most_days)s days.")


class KeyRevokedAlready(Refusal):
    """The key was revoked before."""

    code = "people.key_revoked_already"
    kind = Kind.CONFLICT
    sentence = _("The key “%(prefix)s” has been revoked already.")


class UnknownKey(Refusal):
    """No key has this prefix."""

    code = "people.unknown_key"
    kind = Kind.NOT_FOUND
    sentence = _("There is no API key “%(prefix)s”.")


class KeyNotAccepted(Refusal):
    """A program came with a key that is not, or no longer, ours."""

    code = "people.key_not_accepted"
    kind = Kind.NOT_ALLOWED
    sentence = _("This API key is not valid: it is unknown, has expired or was revoked.")


class TooFast(Refusal):
    """More requests a minute than the city allows one sender."""

    code = "people.too_fast"
    kind = Kind.TOO_MANY
    sentence = _("Too many requests. Please wait %(seconds)s seconds.")


class CodeWrong(Refusal):
    """A code that is not the one shown now, was used before, or is no recovery code."""

    code = "people.code_wrong"
    sentence = _("This code does not fit. Type the one shown now; each can be used once.")


class CodesLocked(Refusal):
    """Too many wrong codes."""

    code = "people.codes_locked"
    kind = Kind.TOO_MANY
    sentence = _("There were too many wrong codes. Try again in %(minutes)s minutes.")


class SecondFactorHeld(Refusal):
    """The account has a second factor already."""

    code = "people.second_factor_held"
    kind = Kind.CONFLICT
    sentence = _("This account has a second factor already.")


class NoSecondFactor(Refusal):
    """The account has no second factor."""

    code = "people.no_second_factor"
    kind = Kind.NOT_FOUND
    sentence = _("The account “%(username)s” has no second factor.")


class OwnSecondFactor(Refusal):
    """Somebody would take the second factor from their own account."""

    code = "people.own_second_factor"
    kind = Kind.NOT_ALLOWED
    sentence = _("Your own second factor is reset by another administrator.")
