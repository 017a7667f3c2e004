"""What every sampler must do, whatever its algorithm: inherit it, name a sampler, and run pytest.

    from tunewright.testing.samplers import SamplerConformance

    class TestMySampler(SamplerConformance):
        sampler = MySampler()

Its parts may be inherited alone: what is proposed, what is made of a history, and how real studies run.
"""

from tunewright.testing.from_history import HistorySuite
from tunewright.testing.in_studies import StudySuite
from tunewright.testing.proposals import ProposalSuite
from tunewright.testing.subject import Subject

__all__ = ["SamplerConformance", "ProposalSuite", "HistorySuite", "StudySuite", "Subject"]


class SamplerConformance(ProposalSuite, HistorySuite, StudySuite):
    """All that a sampler must do. What one does not claim is said by the attributes of `Subject`."""
