"""Counts uses of the limits for all gateways together, in Redis; for this gateway alone where Redis is away.

Nothing hangs on Redis: without it each gateway goes on from what it has counted itself, so that no limit is open and
no citizen locked out. Keys are hashed, so that they tell nothing and are short, and end with their window.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Sequence

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from channels.limits.table import Limit, Use
from channels.rates import Rate

log = structlog.get_logger()

ANSWER_SECONDS = 0.5
"""A citizen's message waits for this answer."""
PAUSE_SECONDS = 2.0
"""After it did not come, Redis is not asked for so long."""
MOST_CONNECTIONS = 32
NAME_LETTERS = 32
TELL_EVERY = 60.0
"""Seconds; who is refused again meanwhile is not written down again, or whoever floods us floods the log."""

TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = 0
for i, key in ipairs(KEYS) do
  local most, window, times = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local oldest = redis.call('LINDEX', key, -1)
  while oldest and tonumber(oldest) <= now - window do
    redis.call('RPOP', key)
    oldest = redis.call('LINDEX', key, -1)
  end
  local excess = redis.call('LLEN', key) + times - most
  if excess > 0 then
    local last = redis.call('LINDEX', key, -excess) or redis.call('LINDEX', key, 0) or now
    wait = math.max(wait, tonumber(last) + window - now)
  end
end
if wait > 0 then
  return wait
end
for i, key in ipairs(KEYS) do
  for _ = 1, tonumber(ARGV[3 * i]) do
    redis.call('LPUSH', key, now)
  end
  redis.call('PEXPIRE', key, ARGV[3 * i - 1])
end
return 0
"""
"""Counts under all keys or under none, the newest event first. By the clock of Redis: those of gateways may differ."""


class Counts:
    """The counters of one gateway, shared with all others."""

    def __init__(
        self,
        redis_url: str,
        secret: bytes,
        *,
        clock: Callable[[], float] = time.monotonic,
        answer: float = ANSWER_SECONDS,
    ) -> None:
        """Connects when first used. ``secret``: of the installation; without it nobody finds an address by its hash.

        ``answer``: seconds after which a Redis that says nothing counts as away.
        """
        pool = BlockingConnectionPool.from_url(
            redis_url,
            max_connections=MOST_CONNECTIONS,
            timeout=answer,
            socket_connect_timeout=answer,
            socket_timeout=answer,
            retry=Retry(NoBackoff(), 0),
        )
        self._redis = Redis.from_pool(pool)
        self._take = self._redis.register_script(TAKE)
        self._secret = secret
        self._clock = clock
        self._asked_again_at = 0.0
        self._is_away = False
        self._own: dict[str, Rate] = {}
        self._told = Rate(1, TELL_EVERY, clock=clock)

    async def take(self, *uses: Use) -> float:
        """Count these uses if all are within their limits; returns 0, else the seconds until they may be."""
        wait = await self._ask(uses)
        if wait is None:
            wait = max(self._own_rate(use.limit).wait(self._hash(use.key), use.times) for use in uses)
        if wait > 0:
            self._tell(uses, wait)
            return wait
        # Counted here as well, for the time when Redis is away.
        for use in uses:
            self._own_rate(use.limit).count(self._hash(use.key), use.times)
        return 0.0

    async def give_back(self, use: Use) -> None:
        """Take one event back that turned out not to count."""
        self._own_rate(use.limit).give_back(self._hash(use.key))
        if self._may_ask():
            try:
                await self._redis.lpop(self._name(use))
            except (RedisError, OSError) as error:
                self._miss(error)

    async def forget(self, use: Use) -> None:
        """Begin at zero again under the key of a use."""
        self._own_rate(use.limit).forget(self._hash(use.key))
        if self._may_ask():
            try:
                await self._redis.delete(self._name(use))
            except (RedisError, OSError) as error:
                self._miss(error)

    async def close(self) -> None:
        """Close all connections."""
        await self._redis.aclose()

    async def _ask(self, uses: Sequence[Use]) -> float | None:
        """Return what Redis says, in seconds; None where it does not."""
        if not self._may_ask():
            return None
        numbers = [number for use in uses for number in (use.limit.most, int(use.limit.window * 1000), use.times)]
        try:
            wait = await self._take(keys=[self._name(use) for use in uses], args=numbers)
        except (RedisError, OSError) as error:
            self._miss(error)
            return None
        self._is_away = False
        return float(wait) / 1000

    def _may_ask(self) -> bool:
        return self._clock() >= self._asked_again_at

    def _miss(self, error: Exception) -> None:
        if not self._is_away:
            log.warning("limits.redis_away", reason=type(error).__name__)
        self._is_away = True
        self._asked_again_at = self._clock() + PAUSE_SECONDS

    def _own_rate(self, limit: Limit) -> Rate:
        if limit.name not in self._own:
            self._own[limit.name] = Rate(limit.most, limit.window, clock=self._clock)
        return self._own[limit.name]

    def _name(self, use: Use) -> str:
        return f"moien:limit:{use.limit.name}:{self._hash(use.key)}"

    def _hash(self, key: str) -> str:
        named = f"limit\n{key}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, named, hashlib.sha256).hexdigest()[:NAME_LETTERS]

    def _tell(self, uses: Sequence[Use], wait: float) -> None:
        names = " ".join(use.limit.name for use in uses)
        who = self._hash(uses[0].key)[:8]
        if self._told.take(f"{names} {who}"):
            log.warning("limits.refused", limits=names, by=who, wait=round(wait, 1))
