package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;

/// Answers of models whose logits follow a formula.
class GeneratorTest {
    private static final List<Integer> PROMPT = List.of(0, 2);

    private final List<Answer.Step> heard = new ArrayList<>();

    private Answer answer(Model model, Sampling sampling) throws Failure {
        heard.clear();
        Answer answer =
                Generator.generate(
                        model.runner(),
                        model.tokenizer(),
                        PROMPT,
                        sampling,
                        heard::add,
                        new Cancellation());
        assertThat(heard).isEqualTo(answer.steps());
        assertThat(String.join("", heard.stream().map(Answer.Step::text).toList()))
                .isEqualTo(answer.text());
        return answer;
    }

    private record Model(FormulaRunner runner, PieceTokenizer tokenizer) {}

    private static Model script(PieceTokenizer tokenizer, int... answer) {
        int[] all = new int[PROMPT.size() + answer.length];
        System.arraycopy(answer, 0, all, PROMPT.size(), answer.length);
        return new Model(FormulaRunner.script(tokenizer.size(), 100, all), tokenizer);
    }

    private static Sampling stopping(String... stops) {
        return new Sampling(0, 0, 1, 0, 1, 0, 20, List.of(stops), true);
    }

    private static List<String> texts(Answer answer) {
        return answer.steps().stream().map(Answer.Step::text).toList();
    }

    @Test
    void theEndTokenEndsAnAnswerAndIsItsLastStep() throws Failure {
        PieceTokenizer pieces = new PieceTokenizer(true, "a", "b", "c");
        Answer answer = answer(script(pieces, 3, 4, 1), Sampling.greedy(20));
        assertThat(answer.text()).isEqualTo("bc");
        assertThat(answer.end()).isEqualTo(Answer.End.STOP);
        assertThat(texts(answer)).containsExactly("b", "c", "");
        assertThat(answer.steps().getLast().token()).isEqualTo(1);
        Sampling on = new Sampling(0, 0, 1, 0, 1, 0, 5, List.of(), false);
        assertThat(answer(script(pieces, 3, 1, 4, 4, 4), on).text()).isEqualTo("bccc");
    }

    @Test
    void theLimitAndTheContextAreSaid() throws Failure {
        PieceTokenizer pieces = new PieceTokenizer(true, "a", "b");
        assertThat(answer(script(pieces, 2, 3, 2, 3), Sampling.greedy(3)).end())
                .isEqualTo(Answer.End.LIMIT);
        FormulaRunner small = FormulaRunner.script(4, 6, 0, 2, 3, 3, 3, 3, 3);
        Answer full = answer(new Model(small, pieces), Sampling.greedy(50));
        assertThat(full.end()).isEqualTo(Answer.End.CONTEXT);
        assertThat(full.steps()).hasSize(4);
        assertThat(small.reads).containsExactly(2, 1, 1, 1);
        assertThat(small.open).isZero();
        Answer both = answer(new Model(small, pieces), Sampling.greedy(4));
        assertThat(both.end()).isEqualTo(Answer.End.LIMIT);
    }

    @Test
    void aStopTextAcrossTokensIsCutOutAndWhatMayBecomeOneWaits() throws Failure {
        PieceTokenizer pieces = new PieceTokenizer(true, "x", "a\n", "\nU", "se", "r:", "sx");
        Answer stopped = answer(script(pieces, 2, 3, 4, 5, 6, 2), stopping("\n\nUser:", "zzz"));
        assertThat(stopped.text()).isEqualTo("xa");
        assertThat(stopped.end()).isEqualTo(Answer.End.STOP);
        assertThat(texts(stopped)).containsExactly("x", "a", "", "", "");
        Answer other = answer(script(pieces, 2, 3, 4, 5, 7, 1), stopping("\n\nUser:"));
        assertThat(other.text()).isEqualTo("xa\n\nUsesx");
        assertThat(texts(other)).containsExactly("x", "a\n", "\nU", "se", "sx", "");
    }

    @Test
    void aTokenIsHeardAsSoonAsItsTextIsCertain() {
        PieceTokenizer pieces = new PieceTokenizer(true, "x", "ab", "c");
        List<String> told = new ArrayList<>();
        TextStream stream = new TextStream(pieces, List.of("bcx"), step -> told.add(step.text()));
        add(stream, 2);
        assertThat(told).containsExactly("x");
        add(stream, 3);
        assertThat(told).containsExactly("x");
        add(stream, 4);
        assertThat(told).containsExactly("x");
        add(stream, 4);
        assertThat(told).containsExactly("x", "ab", "c", "c");
        assertThat(add(stream, 3)).isFalse();
        assertThat(add(stream, 4)).isFalse();
        assertThat(add(stream, 2)).isTrue();
        assertThat(told).containsExactly("x", "ab", "c", "c", "a", "", "");
        assertThat(stream.text()).isEqualTo("xabcca");
    }

    private static boolean add(TextStream stream, int token) {
        return stream.add(new Sampler.Chosen(token, 1), new Answer.Distribution(List.of(), 0, 0));
    }

    @Test
    void theFirstStopTextCounts() throws Failure {
        PieceTokenizer pieces = new PieceTokenizer(true, "one two three");
        assertThat(answer(script(pieces, 2), stopping("three", "two")).text()).isEqualTo("one ");
        assertThat(answer(script(pieces, 2), stopping("o")).text()).isEmpty();
    }

    @Test
    void charactersComeWhole() throws Failure {
        PieceTokenizer bytes = PieceTokenizer.bytes();
        byte[] utf8 = "a€😀!".getBytes(StandardCharsets.UTF_8);
        int[] tokens = IntStream.range(0, utf8.length).map(i -> (utf8[i] & 0xFF) + 2).toArray();
        Answer answer = answer(script(bytes, tokens), Sampling.greedy(tokens.length));
        assertThat(answer.text()).isEqualTo("a€😀!");
        assertThat(texts(answer)).containsExactly("a", "", "", "€", "", "", "", "😀", "!");
        Answer cut = answer(script(bytes, tokens), Sampling.greedy(3));
        assertThat(cut.text()).isEqualTo("a\uFFFD");
        assertThat(texts(cut)).containsExactly("a", "", "\uFFFD");
        int[] broken = {0xE2 + 2, 'x' + 2, 0xFF + 2};
        assertThat(answer(script(bytes, broken), Sampling.greedy(3)).text())
                .isEqualTo("\uFFFDx\uFFFD");
    }

    @Test
    void aStopTextOfOneCharacterOfManyTokensStops() throws Failure {
        PieceTokenizer bytes = PieceTokenizer.bytes();
        byte[] utf8 = "ab。c".getBytes(StandardCharsets.UTF_8);
        int[] tokens = IntStream.range(0, utf8.length).map(i -> (utf8[i] & 0xFF) + 2).toArray();
        Answer answer = answer(script(bytes, tokens), stopping("。"));
        assertThat(answer.text()).isEqualTo("ab");
        assertThat(answer.steps()).hasSize(5);
    }

    @Test
    void tokensBeyondTheTokenizerHaveNoText() throws Failure {
        PieceTokenizer pieces = new PieceTokenizer(true, "a");
        FormulaRunner padded = FormulaRunner.script(10, 20, 0, 2, 8, 2, 1);
        assertThat(answer(new Model(padded, pieces), Sampling.greedy(9)).text()).isEqualTo("a");
    }

    @Test
    void aSeedGivesItsTextAndGoesOnFromTheMiddleAsBefore() throws Failure {
        PieceTokenizer bytes = PieceTokenizer.bytes();
        FormulaRunner runner = FormulaRunner.scrambled(bytes.size(), 300, 1);
        Sampling sampling = new Sampling(0.9, 40, 0.95, 0.01, 1.1, 77, 40, List.of(), false);
        Answer one = answer(new Model(runner, bytes), sampling);
        assertThat(answer(new Model(runner, bytes), sampling).steps()).isEqualTo(one.steps());
        Sampling other = new Sampling(0.9, 40, 0.95, 0.01, 1.1, 78, 40, List.of(), false);
        assertThat(answer(new Model(runner, bytes), other).steps()).isNotEqualTo(one.steps());

        List<Integer> tokens = one.steps().stream().map(Answer.Step::token).toList();
        List<Integer> middle = Stream.concat(PROMPT.stream(), tokens.stream().limit(15)).toList();
        Answer rest =
                Generator.generate(
                        runner,
                        bytes,
                        middle,
                        new Sampling(0.9, 40, 0.95, 0.01, 1.1, 77, 25, List.of(), false),
                        StepListener.none(),
                        new Cancellation());
        assertThat(rest.steps().stream().map(Answer.Step::token)).isEqualTo(tokens.subList(15, 40));
    }

    @Test
    void aConversationReadsOnlyWhatIsNew() throws Exception {
        PieceTokenizer bytes = PieceTokenizer.bytes();
        FormulaRunner runner = FormulaRunner.scrambled(bytes.size(), 300, 2);
        try (Conversation conversation = new Conversation(runner, 0)) {
            conversation.reserve(200);
            List<Integer> prompt = bytes.prompt("a long prompt of some tokens");
            Answer first = generate(conversation, bytes, prompt, 10);
            assertThat(runner.reads.getFirst()).isEqualTo(prompt.size());
            runner.reads.clear();
            List<Integer> branch = new ArrayList<>(prompt);
            first.steps().stream().limit(4).forEach(step -> branch.add(step.token()));
            branch.add(9);
            Answer second = generate(conversation, bytes, branch, 5);
            assertThat(runner.reads).containsExactly(1, 1, 1, 1, 1);
            Answer alone =
                    Generator.generate(
                            runner,
                            bytes,
                            branch,
                            Sampling.greedy(5),
                            StepListener.none(),
                            new Cancellation());
            assertThat(second.steps()).isEqualTo(alone.steps());
            runner.reads.clear();
            conversation.forget();
            assertThat(generate(conversation, bytes, branch, 5).steps()).isEqualTo(second.steps());
            assertThat(runner.reads.getFirst()).isEqualTo(branch.size());
        }
        assertThat(runner.open).isZero();
    }

    /// A piece that is read at once is computed in its own way: what was read before does not
    /// change what an answer is.
    @Test
    void aPromptIsReadInOnePieceWhateverWasReadBefore() throws Exception {
        PieceTokenizer bytes = PieceTokenizer.bytes();
        FormulaRunner runner = FormulaRunner.scrambled(bytes.size(), 300, 2);
        List<Integer> prompt = bytes.prompt("a long prompt of some tokens");
        List<Integer> other = bytes.prompt("a long prompt of others");
        try (Conversation conversation = new Conversation(runner, 0)) {
            conversation.reserve(200);
            Answer first = generate(conversation, bytes, prompt, 3);
            assertThat(runner.reads).containsExactly(prompt.size(), 1, 1);
            runner.reads.clear();

            assertThat(generate(conversation, bytes, prompt, 3).steps()).isEqualTo(first.steps());
            assertThat(runner.reads).containsExactly(1, 1);
            runner.reads.clear();

            LabelScores.of(
                    conversation,
                    bytes,
                    "a long prompt of some tokens",
                    List.of("!", "?"),
                    Cut.REFUSE,
                    new Cancellation());
            assertThat(runner.reads).isEmpty();

            generate(conversation, bytes, other, 1);
            assertThat(runner.reads).containsExactly(other.size());
            runner.reads.clear();

            assertThat(generate(conversation, bytes, prompt, 3).steps()).isEqualTo(first.steps());
            assertThat(runner.reads).containsExactly(prompt.size(), 1, 1);
            runner.reads.clear();

            conversation.read(prompt, 4, (_, _) -> {}, new Cancellation());
            assertThat(runner.reads).containsExactly(4);
            runner.reads.clear();
            assertThat(generate(conversation, bytes, prompt, 3).steps()).isEqualTo(first.steps());
            assertThat(runner.reads).containsExactly(prompt.size(), 1, 1);
        }
    }

    /// A turn of a chat that is asked again is read from the same token on.
    @Test
    void aChatGoesOnFromItsLastAnswer() throws Exception {
        PieceTokenizer bytes = PieceTokenizer.bytes();
        FormulaRunner runner = FormulaRunner.scrambled(bytes.size(), 300, 2);
        try (Conversation conversation = new Conversation(runner, 0)) {
            conversation.reserve(200);
            List<Integer> chat = new ArrayList<>(bytes.prompt("hello"));
            generate(conversation, bytes, chat, 3).steps().forEach(step -> chat.add(step.token()));
            chat.addAll(bytes.encode("and more"));
            runner.reads.clear();
            generate(conversation, bytes, chat, 2);
            // The last token of the answer was chosen, but never read.
            assertThat(runner.reads).containsExactly(9, 1);
            runner.reads.clear();
            conversation.read(chat, 2, (_, _) -> {}, new Cancellation());
            generate(conversation, bytes, chat, 2);
            assertThat(runner.reads).containsExactly(2, 9, 1);
        }
    }

    private static Answer generate(
            Conversation conversation, PieceTokenizer tokenizer, List<Integer> prompt, int most)
            throws Failure {
        return Generator.generate(
                conversation,
                tokenizer,
                prompt,
                Sampling.greedy(most),
                StepListener.none(),
                new Cancellation());
    }

    @Test
    void aCancelledAnswerIsWhatIsThere() throws Failure {
        PieceTokenizer bytes = PieceTokenizer.bytes();
        FormulaRunner runner = FormulaRunner.scrambled(bytes.size(), 300, 3);
        Cancellation cancellation = new Cancellation();
        Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, 100, List.of(), false);
        Answer answer =
                Generator.generate(
                        runner,
                        bytes,
                        PROMPT,
                        sampling,
                        step -> {
                            heard.add(step);
                            if (heard.size() == 3) {
                                cancellation.cancel();
                            }
                        },
                        cancellation);
        assertThat(answer.end()).isEqualTo(Answer.End.CANCELLED);
        assertThat(answer.steps()).hasSizeBetween(3, 5);
        Answer none =
                Generator.generate(
                        runner, bytes, PROMPT, sampling, StepListener.none(), cancellation);
        assertThat(none.end()).isEqualTo(Answer.End.CANCELLED);
        assertThat(none.steps()).isEmpty();
    }

    @Test
    void promptsThatCannotBeReadAreFailures() {
        PieceTokenizer pieces = new PieceTokenizer(true, "a");
        FormulaRunner runner = FormulaRunner.script(3, 4, 2, 2);
        assertProblem(runner, pieces, List.of(), GenerationProblem.PROMPT_EMPTY);
        assertProblem(runner, pieces, List.of(0, 3), GenerationProblem.TOKEN_OUTSIDE);
        assertProblem(runner, pieces, List.of(-1), GenerationProblem.TOKEN_OUTSIDE);
        assertProblem(runner, pieces, List.of(0, 2, 2, 2), GenerationProblem.PROMPT_TOO_LONG);
        FormulaRunner broken = new FormulaRunner(3, 9, text -> new float[] {0, Float.NaN, 0});
        assertProblem(broken, pieces, List.of(0), GenerationProblem.NOT_FINITE);
        assertThat(broken.open).isZero();
    }

    private static void assertProblem(
            Runner runner,
            PieceTokenizer tokenizer,
            List<Integer> prompt,
            GenerationProblem problem) {
        assertThatThrownBy(
                        () ->
                                Generator.generate(
                                        runner,
                                        tokenizer,
                                        prompt,
                                        Sampling.greedy(3),
                                        StepListener.none(),
                                        new Cancellation()))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.problem()).isEqualTo(problem));
    }

    @Test
    void aPromptBeyondTheContextIsRefusedOrCutAtItsBeginning() throws Failure {
        List<Integer> prompt = IntStream.range(0, 50).boxed().toList();
        assertThat(Prompts.fit(prompt, List.of(0), 51, 10, Cut.REFUSE))
                .isEqualTo(new Prompts.Fitted(prompt, 0));
        assertThatThrownBy(() -> Prompts.fit(prompt, List.of(0), 50, 10, Cut.REFUSE))
                .hasMessageContaining("50 tokens, the context 50");
        Prompts.Fitted cut = Prompts.fit(prompt, List.of(0), 20, 4, Cut.KEEP_END);
        assertThat(cut.tokens()).hasSize(16).startsWith(0, 35).endsWith(49);
        assertThat(cut.leftOut()).isEqualTo(34);
        assertThat(cut.note()).contains("34 tokens");
        assertThat(Prompts.fit(prompt, List.of(0), 20, 1000, Cut.KEEP_END).tokens()).hasSize(15);
        assertThat(Prompts.fit(prompt, List.of(9), 20, 4, Cut.KEEP_END).tokens())
                .startsWith(34)
                .hasSize(16);
        assertThatThrownBy(() -> Prompts.fit(prompt, List.of(0), 2, 1, Cut.KEEP_END))
                .isInstanceOf(Failure.class);
    }
}
