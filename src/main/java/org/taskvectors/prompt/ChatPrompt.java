package org.taskvectors.prompt;

import java.time.Clock;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.tokenizer.Tokenizer;

/// Chats as a model's own template words them.
public final class ChatPrompt {
    private ChatPrompt() {}

    /// Returns the prompt of a chat, ended so that the model answers next.
    ///
    /// @param clock for templates that write the date
    /// @throws Failure [PromptProblem#NO_CHAT_TEMPLATE] if the model has no chat template; with a
    ///   [org.taskvectors.tokenizer.template.TemplateProblem] if its template refuses the chat
    public static String render(Tokenizer tokenizer, List<Turn> turns, Clock clock) throws Failure {
        return ChatForm.of(tokenizer, clock).render(turns, true);
    }
}
