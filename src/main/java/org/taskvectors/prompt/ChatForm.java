package org.taskvectors.prompt;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizer.SpecialToken;
import org.taskvectors.tokenizer.template.ChatInput;
import org.taskvectors.tokenizer.template.ChatTemplate;

/// A model's chat template with the tokens that it writes, ready to word many chats. Several
/// threads may use one at once.
public final class ChatForm {
    private static final Map<SpecialToken, String> NAMES =
            Map.of(
                    SpecialToken.BOS, "bos_token",
                    SpecialToken.EOS, "eos_token",
                    SpecialToken.UNKNOWN, "unk_token",
                    SpecialToken.PAD, "pad_token");

    private final ChatTemplate template;
    private final boolean writesDate;
    private final Map<String, String> tokens;
    private final Clock clock;

    private ChatForm(
            ChatTemplate template, boolean writesDate, Map<String, String> tokens, Clock clock) {
        this.template = template;
        this.writesDate = writesDate;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// Returns the form of a model's chats.
    ///
    /// @param clock for templates that write the date
    /// @throws Failure [PromptProblem#NO_CHAT_TEMPLATE] if the model has no chat template; with a
    ///   [org.taskvectors.tokenizer.template.TemplateProblem] if its template cannot be read
    public static ChatForm of(Tokenizer tokenizer, Clock clock) throws Failure {
        Optional<String> template = tokenizer.chatTemplate();
        if (template.isEmpty()) {
            throw Failure.of(
                    PromptProblem.NO_CHAT_TEMPLATE,
                    null,
                    "this model has no chat template",
                    "Choose another template, or a model that was trained to chat");
        }
        Map<String, String> tokens = new LinkedHashMap<>();
        for (SpecialToken token : SpecialToken.values()) {
            tokenizer
                    .text(token)
                    .ifPresent(text -> tokens.put(NAMES.getOrDefault(token, ""), text));
        }
        return new ChatForm(
                ChatTemplate.of(template.get()),
                template.get().contains("strftime_now"),
                tokens,
                clock);
    }

    /// Returns a chat in the template's words.
    ///
    /// @param answersNext whether it ends with the beginning of an answer; else it ends where its
    ///   last turn ends
    /// @throws Failure with a [org.taskvectors.tokenizer.template.TemplateProblem] if the template
    ///   refuses the chat
    public String render(List<Turn> turns, boolean answersNext) throws Failure {
        ChatInput input =
                ChatInput.of(
                                turns.stream()
                                        .map(
                                                turn ->
                                                        ChatInput.message(
                                                                turn.role().word(), turn.text()))
                                        .toList(),
                                clock)
                        .withGenerationPrompt(answersNext);
        for (var token : tokens.entrySet()) {
            input = input.withSpecialToken(token.getKey(), token.getValue());
        }
        return template.render(input);
    }

    /// Returns whether what it writes may depend on the day.
    public boolean writesDate() {
        return writesDate;
    }
}
