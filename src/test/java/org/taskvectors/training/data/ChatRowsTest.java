package org.taskvectors.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.data.DataProblem;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.file.Failure;
import org.taskvectors.job.CancelledException;
import org.taskvectors.prompt.PromptProblem;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.training.data.ShownRow.Piece;

/// Chats: whose turns are learned, and which rows are left out.
class ChatRowsTest {
    private static final Path TEMPLATES = Path.of("src/test/oracle/templates");

    @TempDir Path folder = Path.of("");

    private Tokenizer chatMl() throws IOException {
        return tokenizer(Files.readString(TEMPLATES.resolve("chatml.jinja")));
    }

    private Tokenizer tokenizer(String template) throws IOException {
        return MadeRows.tokenizer(
                folder.resolve("model"), "bytes", "<|endoftext|>", "<|im_end|>", false, template);
    }

    /// The last row is of another chat, since a file of one row is read in another way.
    private TrainingData data(Tokenizer tokenizer, String lines)
            throws IOException, CancelledException {
        String all = lines + messages("user:the last", "assistant:row");
        Path file = Files.writeString(folder.resolve("chats.jsonl"), all);
        return MadeRows.data(MadeRows.settings(DataChoice.of("chats", file)), tokenizer);
    }

    private static String messages(String... turns) {
        StringBuilder row = new StringBuilder("{\"messages\": [");
        for (int i = 0; i < turns.length; i++) {
            String[] turn = turns[i].split(":", 2);
            row.append(i == 0 ? "" : ", ")
                    .append("{\"role\": \"" + turn[0] + "\", \"content\": \"" + turn[1] + "\"}");
        }
        return row + "]}\n";
    }

    @Test
    void everyAnswerOfTheAssistantIsLearnedWithItsEnd() throws Exception {
        try (Tokenizer tokenizer = chatMl()) {
            TrainingData data =
                    data(
                            tokenizer,
                            messages(
                                    "system:Be good.",
                                    "user:Hello",
                                    "assistant:Yes.",
                                    "user:Why?",
                                    "assistant:So.",
                                    "user:And?"));
            TrainingText text = data.train().getFirst();
            assertThat(MadeRows.learned(text, tokenizer))
                    .isEqualTo("Yes.<|im_end|>\nSo.<|im_end|>\n");
            // What follows the last answer teaches nothing and is not read.
            assertThat(tokenizer.decode(MadeRows.tokens(text))).endsWith("So.<|im_end|>\n");
            ShownRow shown = data.rows(0, 1).getFirst();
            assertThat(MadeRows.pieces(shown, Piece.Kind.LEARNED))
                    .isEqualTo("Yes.<|im_end|>\nSo.<|im_end|>\n");
            assertThat(shown.pieces()).hasSize(4);
            assertThat(shown.fields())
                    .containsExactly(
                            "system: Be good.\nuser: Hello\nassistant: Yes.\nuser: Why?\n"
                                    + "assistant: So.");
            assertThat(data.facts().wording()).isEqualTo("chats in the model's own template");
            assertThat(data.facts().classes()).isEmpty();
            assertThat(data.fields()).isEqualTo(Map.of("messages", "messages"));
            assertThat(data.question()).isEmpty();
        }
    }

    @Test
    void shareGptIsReadAsTheSameChat() throws Exception {
        try (Tokenizer tokenizer = chatMl()) {
            TrainingText openAi =
                    data(tokenizer, messages("system:S", "user:Hello", "assistant:Yes."))
                            .train()
                            .getFirst();
            String row =
                    """
                    {"id": 1, "conversations": [{"from": "system", "value": "S"},
                    {"from": "human", "value": "Hello"}, {"from": "gpt", "value": "Yes."}]}
                    """;
            Path file = Files.writeString(folder.resolve("share.jsonl"), row);
            TrainingText shareGpt =
                    MadeRows.data(MadeRows.settings(DataChoice.of("s", file)), tokenizer)
                            .train()
                            .getFirst();
            assertThat(MadeRows.tokens(shareGpt)).isEqualTo(MadeRows.tokens(openAi));
            assertThat(MadeRows.mask(shareGpt)).isEqualTo(MadeRows.mask(openAi));
        }
    }

    @Test
    void anAnswerOfTheWeightNoughtIsReadAndNotLearned() throws Exception {
        try (Tokenizer tokenizer = chatMl()) {
            TrainingData data =
                    data(
                            tokenizer,
                            """
                            {"messages": [{"role": "user", "content": "a"},
                             {"role": "assistant", "content": "first", "weight": 0},
                             {"role": "user", "content": "b", "weight": 0},
                             {"role": "assistant", "content": "second", "weight": 1}]}
                            """);
            TrainingText text = data.train().getFirst();
            assertThat(MadeRows.learned(text, tokenizer)).isEqualTo("second<|im_end|>\n");
            assertThat(tokenizer.decode(MadeRows.tokens(text))).contains("first<|im_end|>");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|it has no answer of an assistant that is learned",
                "[{\"role\": \"user\", \"content\": \"a\"}]"
                        + "|it has no answer of an assistant that is learned",
                "[{\"role\": \"judge\", \"content\": \"a\"}]"
                        + "|turn 1 is of 'judge', who is not known",
                "[{\"role\": \"user\", \"content\": [{\"type\": \"text\"}]}]|turn 1 has no text",
                "[{\"role\": \"user\", \"content\": null}]|turn 1 has no text",
                "[{\"role\": \"user\"}]|turn 1 does not say who speaks and what",
                "[1]|turn 1 does not say who speaks and what",
                "{\"role\": \"user\"}|its cell is no list of turns in JSON",
                "\"nothing\"|its cell is no list of turns in JSON",
                "[{\"role\": \"assistant\", \"content\": \"a\", \"tool_calls\": [{\"id\": 1}]}]"
                        + "|turn 1 has 'tool_calls', which is not learned here",
                "[{\"role\": \"assistant\", \"content\": \"a\", \"weight\": 0.5}]"
                        + "|turn 1 has a weight that is neither 0 nor 1",
                "[{\"role\": \"assistant\", \"content\": \"a\", \"weight\": NaN}]"
                        + "|turn 1 has a weight that is neither 0 nor 1",
            })
    void aRowThatIsNoChatIsLeftOut(String cell, String why) throws Exception {
        try (Tokenizer tokenizer = chatMl()) {
            TrainingData data =
                    data(
                            tokenizer,
                            messages("user:Hello", "assistant:Yes.")
                                    + "{\"messages\": "
                                    + cell
                                    + "}\n");
            assertThat(data.train()).hasSize(2);
            assertThat(data.facts().unread()).isEqualTo(1);
            assertThat(data.rows(RowFilter.UNREAD, 5))
                    .singleElement()
                    .extracting(ShownRow::why)
                    .isEqualTo(why);
            assertThat(data.facts().notes()).contains("1 of 3 rows are left out: 1 (" + why + ")");
        }
    }

    @Test
    void aTemplateThatChangesItsBeginningIsNotGuessedAt() throws Exception {
        String template =
                "{% for m in messages %}[{{ m.role }}{{ ' last' if loop.last }}]{{ m.content }}"
                        + "{% endfor %}{% if add_generation_prompt %}[assistant last]{% endif %}";
        try (Tokenizer tokenizer = tokenizer(template)) {
            TrainingData data =
                    data(
                            tokenizer,
                            // Of one turn nothing goes on.
                            messages("assistant:Yes.") + messages("user:Hello", "assistant:Yes."));
            assertThat(data.train()).extracting(TrainingText::row).containsExactly(0);
            assertThat(data.rows(RowFilter.UNREAD, 5).getFirst().why())
                    .startsWith("the chat template words what stands before an answer in another");
            assertThat(data.facts().notes())
                    .anyMatch(note -> note.startsWith("left out beside them: 2 rows, 2 (the chat"));
        }
    }

    @Test
    void whereTheTemplateEndsNoTurnTheEndFollowsTheLast() throws Exception {
        String template =
                "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
                        + "{% if add_generation_prompt %}assistant: {% endif %}";
        try (Tokenizer tokenizer = tokenizer(template)) {
            TrainingData data =
                    data(
                            tokenizer,
                            messages("user:Hello", "assistant:Yes.", "user:So", "assistant:No."));
            assertThat(MadeRows.learned(data.train().getFirst(), tokenizer))
                    .isEqualTo("Yes.\nNo.\n<|im_end|>");
            assertThat(data.facts().notes())
                    .contains(
                            "the chat template writes no token that ends an answer; <|im_end|>"
                                    + " follows the last of a chat");
        }
    }

    @Test
    void textsAreTheSameOnEveryDay() throws Exception {
        String template =
                "{{ strftime_now('%d %b %Y') }}{% for m in messages %}<|im_start|>{{ m.content }}"
                        + "<|im_end|>{% endfor %}{% if add_generation_prompt %}<|im_start|>"
                        + "{% endif %}";
        try (Tokenizer tokenizer = tokenizer(template)) {
            TrainingData data = data(tokenizer, messages("user:Hello", "assistant:Yes."));
            assertThat(tokenizer.decode(MadeRows.tokens(data.train().getFirst())))
                    .startsWith("26 Jul 2024<|im_start|>Hello");
            assertThat(data.facts().notes()).anyMatch(note -> note.contains("26 July 2024"));
        }
    }

    @Test
    void aColumnOfChatsCanBeNamedAndMissed() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("c.jsonl"),
                        messages("user:Hello", "assistant:Yes.")
                                .repeat(2)
                                .replace("messages", "talk"));
        DataChoice choice = DataChoice.of("c", file).withTask(TrainingData.CHAT, "");
        try (Tokenizer tokenizer = chatMl()) {
            Failure missed =
                    Objects.requireNonNull(
                            catchThrowableOfType(
                                    Failure.class,
                                    () -> MadeRows.data(MadeRows.settings(choice), tokenizer)));
            assertThat(missed.problem()).isEqualTo(DataProblem.FIELD_UNMAPPED);
            MappingHints hints =
                    new MappingHints(
                            Optional.empty(),
                            Map.of("messages", "talk"),
                            Optional.empty(),
                            Map.of(),
                            List.of());
            TrainingData data =
                    MadeRows.data(MadeRows.settings(choice.withHints(hints)), tokenizer);
            assertThat(data.fields()).isEqualTo(Map.of("messages", "talk"));
            assertThat(data.train()).hasSize(2);
        }
    }

    @Test
    void aFileOfOneChatAloneIsRefusedAndNotReadAsTexts() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("c.jsonl"), messages("user:Hello", "assistant:Yes."));
        try (Tokenizer tokenizer = chatMl()) {
            Failure refused =
                    Objects.requireNonNull(
                            catchThrowableOfType(
                                    Failure.class,
                                    () ->
                                            MadeRows.data(
                                                    MadeRows.settings(DataChoice.of("c", file)),
                                                    tokenizer)));
            assertThat(refused.problem()).isEqualTo(TrainingDataProblem.CHAT_WRONG);
        }
    }

    @Test
    void aModelThatDoesNotChatIsRefused() throws Exception {
        try (Tokenizer tokenizer = tokenizer("")) {
            Failure refused =
                    Objects.requireNonNull(
                            catchThrowableOfType(
                                    Failure.class,
                                    () -> data(tokenizer, messages("user:a", "assistant:b"))));
            assertThat(refused.problem()).isEqualTo(PromptProblem.NO_CHAT_TEMPLATE);
        }
    }

    @Test
    void chatsThatAskTheSameWithOtherAnswersContradict() throws Exception {
        try (Tokenizer tokenizer = chatMl()) {
            TrainingData data =
                    data(
                            tokenizer,
                            messages("user:a", "assistant:b", "user:c", "assistant:d")
                                    + messages("user:a", "assistant:b", "user:c", "assistant:e")
                                    + messages("user:a", "assistant:b", "user:x", "assistant:d")
                                    + messages("user:a", "assistant:b", "user:c", "assistant:d"));
            assertThat(data.facts().contradicting()).isEqualTo(3);
            assertThat(data.facts().doubled()).isEqualTo(1);
        }
    }
}
