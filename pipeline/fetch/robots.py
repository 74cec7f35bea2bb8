"""robots.txt: what a site asks of programs that read it (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass, field

from protego import Protego

from pipeline.errors import ClosedHostError, FetchError, RefusedError
from pipeline.fetch.addresses import Address
from pipeline.fetch.client import PRODUCT, Client

_LARGEST = 1024 * 1024
_LONGEST_DELAY = 30.0


@dataclass(slots=True)
class Robots:
    """The rules of each site, asked for once and kept for a run."""

    client: Client
    _rules: dict[str, Protego | FetchError] = field(default_factory=dict)

    def allow(self, address: Address) -> None:
        """Raise FetchError for what the site does not want to be read, or where it cannot say.

        A site without robots.txt allows everything; one that fails to answer allows nothing.
        """
        rules = self._of(address)
        if isinstance(rules, ClosedHostError):
            raise rules
        if isinstance(rules, FetchError):
            raise FetchError(
                "{origin}/robots.txt cannot be read: {rules}", origin=address.origin, rules=rules
            ) from rules
        if not rules.can_fetch(str(address), PRODUCT):
            raise FetchError(
                "robots.txt of {place} asks programs not to read this page; save it as "
                "a file in the corpus",
                place=address.place,
            )

    def delay(self, address: Address) -> float:
        """The seconds between two pages that the site asks for, within reason."""
        rules = self._of(address)
        asked = None if isinstance(rules, FetchError) else rules.crawl_delay(PRODUCT)
        return min(float(asked or 0.0), _LONGEST_DELAY)

    def _of(self, address: Address) -> Protego | FetchError:
        if address.origin not in self._rules:
            self._rules[address.origin] = self._read(address)
        return self._rules[address.origin]

    def _read(self, address: Address) -> Protego | FetchError:
        place = Address(address.scheme, address.host, address.port, "/robots.txt")
        try:
            answer = self.client.get(place, lambda _: _LARGEST)
        except RefusedError:
            return Protego.parse("")
        except FetchError as error:
            return error
        return Protego.parse(answer.body.decode("utf-8-sig", "replace"))
