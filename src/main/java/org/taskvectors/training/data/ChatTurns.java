package org.taskvectors.training.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.prompt.Turn;

/// The turns of one chat, up to the last that is learned.
///
/// @param turns in order; the last is an answer that is learned
/// @param learned which of them are answers that are learned
record ChatTurns(List<Turn> turns, List<Boolean> learned) {
    /// More are no chat, and each takes another run of the template.
    private static final int MOST = 500;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(32)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /// Who speaks, by the words of OpenAI's files (`role`) and of ShareGPT's (`from`).
    private static final Map<String, Turn.Role> ROLES =
            Map.of(
                    "system", Turn.Role.SYSTEM,
                    "user", Turn.Role.USER,
                    "human", Turn.Role.USER,
                    "assistant", Turn.Role.ASSISTANT,
                    "gpt", Turn.Role.ASSISTANT,
                    "chatgpt", Turn.Role.ASSISTANT,
                    "model", Turn.Role.ASSISTANT);

    /// What a template would write beside a turn's text, and is not read here.
    private static final List<String> BESIDE =
            List.of(
                    "tool_calls",
                    "tool_call_id",
                    "function_call",
                    "tools",
                    "reasoning",
                    "reasoning_content",
                    "thinking");

    ChatTurns {
        turns = List.copyOf(turns);
        learned = List.copyOf(learned);
    }

    /// Whether a cell looks like a chat: a list of objects that say who speaks.
    static boolean isOne(String cell) {
        return parsed(cell)
                .filter(list -> list.isArray() && !list.isEmpty())
                .map(list -> list.get(0))
                .filter(first -> !said(first).isEmpty())
                .isPresent();
    }

    /// Whether a cell looks like one turn of a chat: an object that says who speaks.
    static boolean isTurn(String cell) {
        return parsed(cell).filter(one -> !said(one).isEmpty()).isPresent();
    }

    private static Optional<JsonNode> parsed(String cell) {
        String start = cell.stripLeading();
        if (!start.startsWith("[") && !start.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(cell));
        } catch (JsonProcessingException e) {
            // A text that begins with a bracket is no chat.
            return Optional.empty();
        }
    }

    private static String said(JsonNode turn) {
        boolean isOpenAi = turn.path("role").isTextual() && turn.has("content");
        boolean isShareGpt = turn.path("from").isTextual() && turn.has("value");
        return isOpenAi ? "content" : isShareGpt ? "value" : "";
    }

    /// Reads a chat.
    ///
    /// @throws Failure [TrainingDataProblem#CHAT_WRONG] if it is none that can be learned
    static ChatTurns of(String cell) throws Failure {
        JsonNode list =
                parsed(cell)
                        .filter(JsonNode::isArray)
                        .orElseThrow(() -> wrong("its cell is no list of turns in JSON"));
        if (list.size() > MOST) {
            throw wrong("it has " + list.size() + " turns, and at most " + MOST + " are read");
        }
        List<Turn> turns = new ArrayList<>();
        List<Boolean> learned = new ArrayList<>();
        int last = 0;
        for (JsonNode one : list) {
            Turn turn = turn(one, turns.size() + 1);
            turns.add(turn);
            learned.add(turn.role() == Turn.Role.ASSISTANT && hasWeight(one, turns.size()));
            last = learned.getLast() ? turns.size() : last;
        }
        if (last == 0) {
            throw wrong("it has no answer of an assistant that is learned");
        }
        return new ChatTurns(turns.subList(0, last), learned.subList(0, last));
    }

    private static Turn turn(JsonNode one, int number) throws Failure {
        String key = said(one);
        if (key.isEmpty()) {
            throw wrong("turn " + number + " does not say who speaks and what");
        }
        String speaker = one.path(key.equals("value") ? "from" : "role").asText();
        Turn.Role role = ROLES.get(speaker.strip().toLowerCase(Locale.ROOT));
        if (role == null) {
            throw wrong("turn " + number + " is of '" + Shown.of(speaker) + "', who is not known");
        }
        for (String beside : BESIDE) {
            JsonNode more = one.path(beside);
            boolean isEmpty =
                    more.isMissingNode()
                            || more.isNull()
                            || (more.isContainerNode() && more.isEmpty())
                            || (more.isTextual() && more.asText().isEmpty());
            if (!isEmpty) {
                throw wrong("turn " + number + " has '" + beside + "', which is not learned here");
            }
        }
        if (!one.path(key).isTextual()) {
            throw wrong("turn " + number + " has no text");
        }
        return new Turn(role, one.path(key).asText());
    }

    /// OpenAI's files and some of ShareGPT's give answers that are not learned the weight 0.
    private static boolean hasWeight(JsonNode one, int number) throws Failure {
        JsonNode weight = one.path("weight");
        if (weight.isMissingNode() || weight.isNull()) {
            return true;
        }
        if (!weight.isNumber() || (weight.asDouble() != 0 && weight.asDouble() != 1)) {
            throw wrong("turn " + number + " has a weight that is neither 0 nor 1");
        }
        return weight.asDouble() == 1;
    }

    /// Returns the chat for people, a turn a line.
    String shown() {
        return turns.stream()
                .map(turn -> turn.role().word() + ": " + turn.text())
                .collect(Collectors.joining("\n"));
    }

    private static Failure wrong(String what) {
        return Failure.of(
                TrainingDataProblem.CHAT_WRONG,
                null,
                what,
                "Write each turn as {\"role\": …, \"content\": …}");
    }
}
