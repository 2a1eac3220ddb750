"""Kombu's way to Redis, mended: a message that could not be acknowledged no longer counts as being in work.

Celery 5.7 and kombu count unacknowledged messages against the prefetch limit. Where Redis dies while as many jobs are
in work as the worker may hold, no acknowledgement gets through, kombu keeps counting all of them, and the worker, which
does not even notice that the connection was lost, never asks Redis for another message (found by
``tests/stack/test_faults.py``; the symptom is celery#8030). Redis itself gives such a message to somebody again once
its visibility time-out is over, and a job that has ended is left alone then.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual


class QoS(redis.QoS):
    """Counts the messages that are in work."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge a message; it is no longer in work, whether Redis hears of it or not."""
        self._settle(delivery_tag, super().ack, delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Give a message back or drop it; it is no longer in work, whether Redis hears of it or not."""
        self._settle(delivery_tag, super().reject, delivery_tag, requeue)

    def _settle(self, delivery_tag: str, settle: Any, *arguments: object) -> None:  # noqa: ANN401 - a method of kombu's
        try:
            settle(*arguments)
        except self.channel.connection_errors:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]  # kombu ships no types
            raise


class Channel(redis.Channel):
    """A channel that counts so."""

    QoS = QoS


class Transport(redis.Transport):
    """Redis as a broker."""

    Channel = Channel


def use_this_transport() -> None:
    """Let addresses that begin with ``redis://`` lead here, in this process."""
    TRANSPORT_ALIASES["redis"] = f"{__name__}:{Transport.__name__}"
