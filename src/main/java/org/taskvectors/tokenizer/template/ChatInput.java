package org.taskvectors.tokenizer.template;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a chat template is rendered with. Values are plain: strings, numbers, booleans, lists, maps
/// and null, as a JSON reader gives them.
///
/// @param messages each with its `role` and `content`, and whatever else a template looks at; keys
///   whose value is null are left out, as transformers does
/// @param tools the descriptions of functions in JSON Schema; empty is `none` to the template
/// @param documents documents for templates that quote them; empty is `none` to the template
/// @param specialTokens texts of tokens by their names: `bos_token`, `eos_token`
/// @param variables further ones, such as `enable_thinking`
/// @param clock tells `strftime_now` the time, in its own time zone
public record ChatInput(
        List<Map<String, ? extends @Nullable Object>> messages,
        boolean addGenerationPrompt,
        Optional<List<?>> tools,
        Optional<List<?>> documents,
        Map<String, String> specialTokens,
        Map<String, ? extends @Nullable Object> variables,
        Clock clock) {
    public ChatInput {
        messages = List.copyOf(messages);
        specialTokens = Map.copyOf(specialTokens);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /// Returns the input of a conversation alone, which ends where its last message ends.
    public static ChatInput of(
            List<? extends Map<String, ? extends @Nullable Object>> messages, Clock clock) {
        return new ChatInput(
                new ArrayList<>(messages),
                false,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                clock);
    }

    /// Returns a message of plain text.
    public static Map<String, String> message(String role, String content) {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return Collections.unmodifiableMap(message);
    }

    /// Returns the same input, with whether the text is to end with the beginning of an answer.
    public ChatInput withGenerationPrompt(boolean add) {
        return new ChatInput(messages, add, tools, documents, specialTokens, variables, clock);
    }

    public ChatInput withTools(List<?> newTools) {
        return new ChatInput(
                messages,
                addGenerationPrompt,
                Optional.of(newTools),
                documents,
                specialTokens,
                variables,
                clock);
    }

    public ChatInput withDocuments(List<?> newDocuments) {
        return new ChatInput(
                messages,
                addGenerationPrompt,
                tools,
                Optional.of(newDocuments),
                specialTokens,
                variables,
                clock);
    }

    /// Returns the same input with the text of one more special token.
    ///
    /// @param name as templates know it, `bos_token` for example
    public ChatInput withSpecialToken(String name, String text) {
        Map<String, String> more = new LinkedHashMap<>(specialTokens);
        more.put(name, text);
        return new ChatInput(
                messages, addGenerationPrompt, tools, documents, more, variables, clock);
    }

    /// Returns the same input with one more variable.
    public ChatInput withVariable(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(variables);
        more.put(name, value);
        return new ChatInput(
                messages, addGenerationPrompt, tools, documents, specialTokens, more, clock);
    }
}
