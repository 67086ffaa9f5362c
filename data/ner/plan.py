"""How long and how fast a network learns."""

from dataclasses import dataclass, field

from shape import Shape


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn; words are tokens."""

    passes: int = 10
    seed: int = 7
    learn_rate: float = 0.002
    warm_up: float = 0.05
    decay_from: float = 0.4  # of the work
    batch_tokens: int = 1200
    mean: float = 0.998  # what the running mean keeps at a step
    vectors: float = 0.3  # scale of the start vectors
    filled: int = 2000  # English templates of a pass
    chunks: int = 400  # of code
    taught_share: float = 0.5  # of what teachers judged, in a pass
    every: int = 2  # passes between scores
    shape: Shape = field(default_factory=Shape)

    def rate(self, done: float) -> float:
        """Give the learning rate after a share of the work."""
        return self.learn_rate * min(
            1.0, done / self.warm_up, (1 - done) / (1 - self.decay_from) + 0.01
        )
