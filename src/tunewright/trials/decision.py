"""What may be decided about a running trial after it has reported."""

from enum import Enum


class Decision(Enum):
    """Go on, stop for good, or pause so that the trial can be resumed later."""

    GO_ON = "go on"
    STOP = "stop"
    PAUSE = "pause"
