"""What may be refused, by what it is about."""

from linli.community.errors.others import *  # noqa: F403
from linli.community.errors.whistles import *  # noqa: F403
