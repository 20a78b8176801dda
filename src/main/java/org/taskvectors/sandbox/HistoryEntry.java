package org.taskvectors.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.inference.Side;

/// One run: everything that is needed to repeat it, and what came of it.
///
/// @param id tells it from the others
/// @param at when, ISO 8601 in UTC: `2026-03-01T12:00:00Z`
/// @param base the base's name
/// @param baseId the library's item of the base
/// @param device what it ran on, where that was not the processor: `GPU 0`; answers agree to
///   rounding between devices, and a near tie may part them
/// @param vectors how the vectors lay on it
/// @param names the vectors' names, in the same order
/// @param decoding how tokens were chosen, seed included
/// @param input what was filled in
/// @param prompt the text that the edited model saw
/// @param fork where the text left another one; empty for an answer
/// @param answers what each side answered
/// @param isPinned whether it is kept when the history is cleared or grows too long
public record HistoryEntry(
        String id,
        String at,
        String base,
        String baseId,
        String device,
        List<Laid> vectors,
        List<String> names,
        Decoding decoding,
        PromptInput input,
        String prompt,
        Optional<Fork> fork,
        Map<Side, Reply> answers,
        boolean isPinned) {
    /// Where a text left another one.
    ///
    /// @param side whose text
    /// @param at which token was taken otherwise
    /// @param token the one that was taken
    public record Fork(Side side, int at, int token) {}

    /// What one side answered.
    ///
    /// @param fingerprint of what it ran
    /// @param prompt the tokens that it read, with those before every text; empty where they were
    ///   not kept
    /// @param text of the answer
    /// @param tokens of the answer
    /// @param end why it ended: `STOP`
    /// @param labels probabilities among the labels by name; empty where there are none
    public record Reply(
            String fingerprint,
            List<Integer> prompt,
            String text,
            List<Integer> tokens,
            String end,
            Map<String, Double> labels) {
        public Reply {
            prompt = List.copyOf(prompt);
            tokens = List.copyOf(tokens);
            labels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        }
    }

    public HistoryEntry {
        vectors = List.copyOf(vectors);
        names = List.copyOf(names);
        answers = Map.copyOf(answers);
    }

    public HistoryEntry withPinned(boolean pinned) {
        return new HistoryEntry(
                id, at, base, baseId, device, vectors, names, decoding, input, prompt, fork,
                answers, pinned);
    }

    /// Returns what stands for the prompt in a list: its first field that is filled in.
    public String title() {
        return input.fields().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("system"))
                .map(Map.Entry::getValue)
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse(prompt)
                .strip();
    }
}
