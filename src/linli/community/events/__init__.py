"""What can happen. Facts are plain and name no person; free words go into the entry's note."""

from linli.community.events.others import *  # noqa: F403
from linli.community.events.whistles import *  # noqa: F403
