from linli.conferences.models.conference import Conference, Seat, Task
from linli.conferences.models.villagers import Villager

__all__ = ["Conference", "Seat", "Task", "Villager"]
