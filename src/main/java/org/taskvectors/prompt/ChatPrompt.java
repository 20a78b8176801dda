package org.taskvectors.prompt;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizer.SpecialToken;
import org.taskvectors.tokenizer.template.ChatInput;
import org.taskvectors.tokenizer.template.ChatTemplate;

/// Chats as a model's own template words them.
public final class ChatPrompt {
    private static final Map<SpecialToken, String> NAMES =
            Map.of(
                    SpecialToken.BOS, "bos_token",
                    SpecialToken.EOS, "eos_token",
                    SpecialToken.UNKNOWN, "unk_token",
                    SpecialToken.PAD, "pad_token");

    private ChatPrompt() {}

    /// Returns the prompt of a chat, ended so that the model answers next.
    ///
    /// @param clock for templates that write the date
    /// @throws Failure [PromptProblem#NO_CHAT_TEMPLATE] if the model has no chat template; with a
    ///   [org.taskvectors.tokenizer.template.TemplateProblem] if its template refuses the chat
    public static String render(Tokenizer tokenizer, List<Turn> turns, Clock clock) throws Failure {
        Optional<String> template = tokenizer.chatTemplate();
        if (template.isEmpty()) {
            throw Failure.of(
                    PromptProblem.NO_CHAT_TEMPLATE,
                    null,
                    "this model has no chat template",
                    "Choose another template, or a model that was trained to chat");
        }
        ChatInput input =
                ChatInput.of(
                                turns.stream()
                                        .map(
                                                turn ->
                                                        ChatInput.message(
                                                                turn.role().word(), turn.text()))
                                        .toList(),
                                clock)
                        .withGenerationPrompt(true);
        for (SpecialToken token : SpecialToken.values()) {
            Optional<String> text = tokenizer.text(token);
            if (text.isPresent()) {
                input = input.withSpecialToken(NAMES.getOrDefault(token, ""), text.get());
            }
        }
        return ChatTemplate.of(template.get()).render(input);
    }
}
