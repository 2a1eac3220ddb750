"""Takes one turn through Rasa as a whole: either everything of it is stored, or nothing.

Built on methods of Rasa's ``MessageProcessor`` that its subclasses may use; Rasa 3.6.21 is the last open release and
pinned, and ``tests/bot/test_processor.py`` holds what this module relies on.
"""

from __future__ import annotations

from typing import Any, cast

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.nlg import NaturalLanguageGenerator, TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from typing_extensions import override

from bot.action_results import check_results_quickly
from bot.messages import as_other_language, as_user_event, parse_input, read_reply, readable_text
from bot.storage import delete_tracker, list_trackers
from bot.trackers import KeptTrackers
from contracts.names import SLOT_LANGUAGE, TURN_CHANNEL
from contracts.turns import TextInput, TurnReply, TurnRequest

MAX_SESSION_EVENTS = 200
"""Events after which a conversation without an open form goes on in a new Rasa session.

Where the tracker is no longer in memory (``bot/trackers.py``), all events of the session are read and replayed, and an
action is sent all of them: an endless session would get slower and slower.
"""


class TurnFailedError(Exception):
    """The turn could not be finished. The tracker is as it was before it, so the hub may ask again."""


class TurnProcessor(MessageProcessor):
    """Rasa's message processor, made safe to ask twice and safe to fail."""

    def __init__(
        self,
        model_path: str,
        tracker_store: TrackerStore,
        action_endpoint: EndpointConfig,
        locks: LockStore | None = None,
    ) -> None:
        """Load the model; raises ``ModelNotFound`` when there is none at the path.

        The store belongs to this model alone: it reads trackers with its domain. ``locks`` are those of all models
        that serve the same conversations.
        """
        check_results_quickly()
        generator = TemplatedNaturalLanguageGenerator({})
        super().__init__(model_path, tracker_store, locks or InMemoryLockStore(), generator, action_endpoint)
        self._turn_domain = cast("Domain", self.domain)
        tracker_store.domain = self._turn_domain
        generator.responses = self._turn_domain.responses

    async def take_turn(self, request: TurnRequest) -> TurnReply:
        """Answer a turn; the same turn again gives the same answer and changes nothing.

        Raises:
            TurnFailedError: an action, a response or a rule failed. Nothing of the turn is stored.
            WrittenMeanwhileError: another process has written to the conversation. Nothing of the turn is stored.
        """
        async with self.lock_store.lock(request.conversation):
            tracker = await self.get_tracker(request.conversation)
            known = await self._find_reply(tracker, request.turn)
            if known is not None:
                return known
            reply = await self._run_turn(tracker, request)
            await self.save_tracker(tracker)
            return reply

    async def forget(self, conversation: str) -> None:
        """Delete the conversation, once a turn that is in progress has ended. A later turn begins a new one."""
        async with self.lock_store.lock(conversation):
            # Rasa itself reads and writes trackers in the loop of its server.
            delete_tracker(cast("KeptTrackers", self.tracker_store), conversation)

    def let_go_of_old(self) -> None:
        """Keep in memory no tracker that is old, or that another process has had forgotten."""
        cast("KeptTrackers", self.tracker_store).let_go_of_old()

    async def known(self, after: str, most: int) -> list[str]:
        """Return conversations of which something is kept, in the order of their ids, from behind ``after``."""
        return list_trackers(cast("KeptTrackers", self.tracker_store), after, most)

    async def _find_reply(self, tracker: DialogueStateTracker, turn: str) -> TurnReply | None:
        """Look for the turn in the session; where that holds no message yet (after a restart), in all sessions."""
        events: list[Event] = list(tracker.events)
        if events and not any(isinstance(event, UserUttered) for event in events):
            full = await self.tracker_store.retrieve_full_tracker(tracker.sender_id)
            events = list(full.events) if full else []
        return read_reply(events, turn)

    async def _run_turn(self, tracker: DialogueStateTracker, request: TurnRequest) -> TurnReply:
        channel = _SilentChannel()
        await self._update_tracker_session(tracker, channel)
        self._shorten(tracker)
        self._leave_unknown_form(tracker)
        if tracker.get_slot(SLOT_LANGUAGE) != request.language:
            tracker.update(SlotSet(SLOT_LANGUAGE, request.language), self._turn_domain)
        tracker.update(as_user_event(request, await self._parse(tracker, request)), self._turn_domain)
        tracker = await self.run_action_extract_slots(channel, tracker)
        await self._run_prediction_loop(channel, tracker)
        reply = read_reply(tracker.events, request.turn)
        if tracker.latest_action_name != ACTION_LISTEN_NAME:
            raise TurnFailedError(f"the rules came to no end; the last action was {tracker.latest_action_name}")
        if reply is None or not (reply.parts or reply.effects):
            raise TurnFailedError(f"nothing was said after {tracker.latest_message.intent_name}")
        return reply

    async def _parse(self, tracker: DialogueStateTracker, request: TurnRequest) -> dict[str, Any]:
        if isinstance(request.input, TextInput):
            message = UserMessage(readable_text(request.input.text), message_id=request.turn)
            parsed = dict(await self.parse_message(message, tracker))
            return parsed if request.input.other_language is None else as_other_language(parsed)
        return parse_input(request.input, self._turn_domain.intents)

    def _shorten(self, tracker: DialogueStateTracker) -> None:
        """Begin a new session once the old one has grown long, with the slots as they are."""
        if len(tracker.events) <= MAX_SESSION_EVENTS or tracker.active_loop_name:
            return
        kept = [SlotSet(name, value) for name, value in tracker.current_slot_values().items() if value is not None]
        started = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        tracker.update_with_events([*started, *kept, ActionExecuted(ACTION_LISTEN_NAME)], self._turn_domain)

    def _leave_unknown_form(self, tracker: DialogueStateTracker) -> None:
        """Close a form that an older model knew and this one does not; Rasa would fail at every message."""
        if tracker.active_loop_name and tracker.active_loop_name not in self._turn_domain.form_names:
            tracker.update_with_events([ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)], self._turn_domain)

    @staticmethod
    @override
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Write nothing: Rasa would put all slots into words, and at a level that is never shown."""

    @override
    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run an action; one that fails ends the turn, where Rasa would go on without a word."""
        watched = _WatchedAction(action)
        going_on = await super()._run_action(watched, tracker, output_channel, nlg, prediction)
        if watched.error is not None:
            raise TurnFailedError(f"{action.name()} failed: {type(watched.error).__name__}") from watched.error
        return going_on


class _SilentChannel(OutputChannel):
    """Sends nothing: the reply is read from the tracker when the turn is complete."""

    @classmethod
    @override
    def name(cls) -> str:
        return TURN_CHANNEL

    @override
    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        pass


class _WatchedAction(Action):
    """An action that remembers why it failed instead of letting Rasa swallow it."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self.error: Exception | None = None

    @override
    def name(self) -> str:
        return str(self._action.name())

    @override
    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            return list(await self._action.run(output_channel, nlg, tracker, domain))
        except ActionExecutionRejection:
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is, the turn must not pass for finished)
            self.error = error
            return []

    @override
    def event_for_successful_execution(self, prediction: PolicyPrediction) -> ActionExecuted:
        return self._action.event_for_successful_execution(prediction)
