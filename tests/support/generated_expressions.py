"""Random conditions and values in the language of the format, over facts that are declared as they are needed."""

from engine.domain.facts import Fact, FactType
from tests.support.generated_facts import FactBook, happens

SHARES = ["0.25", "0.5", "0.6", "0.75", "0.8", "0.9", "1"]
SMALL = ["0", "1", "2", "3", "4", "5", "8"]
SIGNS = ["==", "!=", "<", "<=", ">", ">="]
DAYS = ['date("2022-01-02")', 'date("2022-12-31")', 'date("2023-06-30")']


class Phrases:
    """Writes expressions; inside a list function `fields` are the fields of the record at hand."""

    def __init__(self, book: FactBook, fields: tuple[Fact, ...] = ()) -> None:
        self.book, self.rng, self.fields = book, book.rng, fields

    def name(self, kind: FactType) -> str:
        """A fact of a kind, or a field of the record at hand."""
        near = [field.id for field in self.fields if field.type is kind]
        if near and happens(self.rng, 85):
            return self.rng.choice(near)
        return self.book.pick(kind).id

    def inside(self, records: Fact) -> "Phrases":
        """A writer of what is said of each record of a list."""
        return Phrases(self.book, records.fields)

    def one_of(self, *texts: str) -> str:
        """Any of several texts."""
        return self.rng.choice(texts)

    def condition(self, depth: int = 2) -> str:
        """Anything that is true or false."""
        if depth and happens(self.rng, 45):
            first, second = self.condition(depth - 1), self.condition(depth - 1)
            ways = [f"{first} and {second}", f"{first} or {second}", f"not ({first})", f"({first}) and not ({second})"]
            if depth == 2:
                ways += [f"({first}) if ({second}) else ({self.condition(0)})", f"({first}) == ({second})"]
            return self.rng.choice(ways)
        return self.simple_condition()

    def simple_condition(self) -> str:
        """One comparison, one truth value, or one question to a list."""
        way = self.rng.randint(0, 9)
        if way <= 1:
            flag = self.name(FactType.BOOL)
            return self.one_of(flag, f"not {flag}", f"{flag} == true")
        if way == 2:
            return self.about_choice()
        if way == 3:
            return f"{self.name(FactType.DATE)} {self.rng.choice(SIGNS)} {self.day()}"
        if way == 4 and not self.fields:
            return self.about_list()
        if way == 4:
            return f"known({self.rng.choice([field.id for field in self.fields if field.optional])})"
        return self.about_numbers()

    def about_choice(self) -> str:
        """A choice is, or is among, some options."""
        name = self.name(FactType.CHOICE)
        near = {field.id: field for field in self.fields}
        options = [option.id for option in (near.get(name) or self.book.facts[name]).options]
        chosen = ", ".join(f'"{option}"' for option in self.rng.sample(options, self.rng.randint(1, len(options))))
        word = self.one_of("in", "not in")
        return self.one_of(f'{name} == "{options[0]}"', f'{name} != "{options[-1]}"', f"{name} {word} ({chosen},)")

    def about_list(self) -> str:
        """Any or all records fulfil a condition."""
        records = self.book.pick(FactType.LIST)
        return f"{self.one_of('any', 'all')}({records.id}, {self.inside(records).condition(1)})"

    def about_numbers(self) -> str:
        """Numbers compared; shares by multiplication, chains too."""
        whole, other = self.whole(1), self.whole(0)
        sign = self.rng.choice(SIGNS)
        return self.one_of(
            f"{whole} {sign} {self.rng.choice(SMALL)}",
            f"{whole} {sign} {other}",
            f"{whole} * 100 >= {other} * 80",
            f"0 < {whole} <= {self.rng.choice(SMALL)}",
            f"{self.name(FactType.PERCENT)} {sign} {self.rng.choice(SHARES)}",
            f"{self.name(FactType.DECIMAL)} {sign} {self.rng.choice(SHARES)}",
            f"{self.name(FactType.INTEGER)} / 4 {sign} 0.5",
            f"abs({self.name(FactType.INTEGER)}) {sign} {self.rng.choice(SMALL)}",
            f"{whole} in (0, 2, 4)",
            f"days_between({self.name(FactType.DATE)}, {self.day()}) {sign} 30",
        )

    def day(self) -> str:
        """A date: written, or a fact."""
        return self.name(FactType.DATE) if happens(self.rng, 40) else self.rng.choice(DAYS)

    def whole(self, depth: int = 1) -> str:
        """A whole number that is not negative."""
        if depth and happens(self.rng, 40):
            first, second = self.whole(depth - 1), self.whole(depth - 1)
            return self.one_of(
                f"({first} + {second})",
                f"max({first}, {second})",
                f"min({first}, {second})",
                f"{first} * {self.one_of('2', '3')}",
                f"clamp({first}, 1, 5)",
                f"({first} if {self.condition(0)} else {second})",
            )
        if happens(self.rng, 25) and not self.fields:
            return self.from_list()
        return self.name(FactType.MONEY if happens(self.rng, 10) else FactType.COUNT)

    def from_list(self) -> str:
        """A whole number out of a list."""
        records = self.book.pick(FactType.LIST)
        inner = self.inside(records)
        return self.one_of(
            f"count({records.id})",
            f"count({records.id}, {inner.condition(1)})",
            f"sum({records.id}, pages)",
            f"sum({records.id}, pages * 2, {inner.condition(0)})",
            f"max({records.id}, pages)",
            f"min({records.id}, pages)",
            f"sum({records.id}, 2 if known(submitted) else 1)",
        )

    def value(self) -> tuple[str, bool]:
        """A number of any kind, and whether a denominator on the way may be 0."""
        way = self.rng.randint(0, 11)
        if way <= 5:
            return self.ratio(), True
        first, second = self.whole(1), self.whole(1)
        if way == 6:
            quotient = f"{first} / {second}"
            return self.one_of(f"1 - {quotient}", f"min({quotient}, 1)", f"{first} * 0.5 / {second}"), True
        if way == 7:
            return f"{first} / {second} + {self.name(FactType.PERCENT)}", True
        if way == 8:
            return f"({first} / {second} if {self.condition(0)} else {self.name(FactType.PERCENT)})", True
        return self.undivided(), False

    def undivided(self) -> str:
        """A number of any kind, nothing of it divided by facts."""
        return self.one_of(
            self.name(FactType.PERCENT),
            self.name(FactType.DECIMAL),
            self.name(FactType.INTEGER),
            f"{self.whole(1)} / 8",
            f"days_between({self.name(FactType.DATE)}, {self.day()}) / 10",
            f"{self.name(FactType.PERCENT)} * 2 - 0.5",
        )

    def ratio(self) -> str:
        """One count ÷ another."""
        first, second = self.whole(0), self.whole(0)
        return self.one_of(f"{first} / {second}", f"{first} / {second}", f"{first} / ({first} + {second})")
