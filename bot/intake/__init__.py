"""From source to Article: visits sources that are due, admits what is new, reads the pages and reads them again."""

from bot.intake.admission import admit, backoff
from bot.intake.reading import Intake

__all__ = ["Intake", "admit", "backoff"]
