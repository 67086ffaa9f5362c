"""Questions and answers: a problem with its steps, a piece of code, the gist of some notes."""

from dataclasses import dataclass

from grammar import Topic, Voice
from overlap import jaccard

SHORTEST = 60  # characters of an answer
TOOLS = {
    "lookup_order": ("Find an order of a customer.", ("order_id", "email")),
    "book_technician": ("Book a visit.", ("name", "phone", "address")),
    "create_ticket": ("Open a ticket.", ("name", "email", "summary")),
}


@dataclass
class Turn:
    """A question, its answer, and the tool that was called in between."""

    question: str
    answer: str
    tool: str = ""  # name
    arguments: str = ""  # JSON text
    result: str = ""  # JSON text


def another_answer(voice: Voice, app: str, topic: Topic, first: str) -> str:
    """Answer the first question again, with little in common with the first answer."""
    for _ in range(300):
        steps = voice.rng.sample(topic["s"], len(topic["s"]))
        made = answer(voice, topic, steps, app)
        if len(made) >= SHORTEST and jaccard([first], [made]) < 0.4:  # noqa: PLR2004 - well below 0.8
            return made
    raise RuntimeError("no other answer; add causes and steps to the topic")


def topical(voice: Voice, app: str, turns: int) -> tuple[list[Turn], Topic]:
    """Problems with their causes and steps, each with up to two follow-up questions."""
    rng, made = voice.rng, list[Turn]()
    topics = rng.sample(voice.grammar.topics[app], 2)
    for topic in topics:
        if len(made) == turns:
            break
        voice.again()
        if "n" in topic:
            voice.known["product"] = rng.choice(topic["n"])
        steps = rng.sample(topic["s"], len(topic["s"]))
        made.append(Turn(voice.say(rng.choice(topic["q"])), answer(voice, topic, steps, app)))
        for follow in rng.sample(
            topic["f"], min(turns - len(made), rng.randrange(3) or 2, len(topic["f"]))
        ):
            question, reply = (voice.say(part) for part in follow.split(" | "))
            extra = [steps.pop() for _ in range(rng.randrange(3)) if steps]
            made.append(Turn(question, join(voice, [reply, *map(voice.say, extra)])))
    return made, topics[0]


def answer(voice: Voice, topic: Topic, steps: list[str], app: str) -> str:
    """The first answer: with code, as a list, or as running text."""
    rng = voice.rng
    cause = voice.say(rng.choice(topic["c"]))
    if app == "coding":
        code = voice.code(rng.choice(topic["k"]))
        language = (
            "sql" if "SELECT" in code else "python" if "import" in code or "async" in code else ""
        )
        block = f"```{language}\n{code}\n```"
        return "\n\n".join([cause, voice.pick("codeintro"), block, voice.say(steps.pop())])
    chosen = [voice.say(steps.pop()) for _ in range(rng.randrange(2, 4))]
    closer, start = voice.pick("closer"), [voice.pick("opener")] * rng.randrange(2)
    if rng.randrange(5) < 2:  # noqa: PLR2004 - two of five
        return join(voice, [*start, cause, *chosen, closer])
    mark = rng.choice(("- {text}", "{number}. {text}", "* {text}"))
    items = [mark.format(text=text, number=i) for i, text in enumerate(chosen, 1)]
    return "\n\n".join([join(voice, [*start, cause]), "\n".join(items), closer])


def summary(voice: Voice, turns: int) -> list[Turn]:
    """Notes of a meeting and their gist: a shortened copy of some of the facts."""
    rng = voice.rng
    facts = []
    for fact in rng.sample(voice.grammar.options["fact"], rng.randrange(4, 7)):
        voice.again()
        facts.append(voice.say(fact))
    picked = rng.sample(facts, 2)
    gist = "\n".join([voice.pick("sumlead"), *(f"- {text}" for text in picked)])
    made = [Turn(f"{voice.pick('doc')}\n\n{join(voice, facts)}", gist)]
    rest = [text for text in facts if text not in picked]
    follows = rng.sample(voice.grammar.options["sumfollow"], min(turns - 1, len(rest), 3))
    for follow, fact in zip(follows, rest, strict=False):
        question, reply = follow.replace("{pick}", fact + " ").split(" | ")
        made.append(Turn(question, reply))
    return made


def join(voice: Voice, sentences: list[str]) -> str:
    """Sentences as running text; Chinese has no space between them."""
    return (" " if voice.grammar.language == "en" else "").join(sentences)
