package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.taskvectors.job.Cancellation;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;

/// A trained model's answers and labels against transformers
/// (src/test/oracle/generation/answers.py).
class ModelAnswersTest {
    private static final Path MODEL = Path.of("assets/sample/sst2");

    @Test
    void answersAndLabelsAreThoseOfTransformers() throws Exception {
        JsonNode golden =
                new ObjectMapper()
                        .readTree(new File("src/test/resources/golden/generation/answers.json"));
        try (RunningModel model = RunningModel.of(MODEL);
                Tokenizer tokenizer = Tokenizers.ofFolder(MODEL);
                Conversation conversation = new Conversation(model.decoder(), 0)) {
            for (JsonNode one : golden) {
                String prompt = one.path("prompt").asText();
                List<Integer> ids = tokenizer.prompt(prompt);
                assertThat(ids).isEqualTo(numbers(one.path("ids")));
                Answer greedy = answer(conversation, tokenizer, ids, 1);
                assertThat(tokens(greedy)).isEqualTo(numbers(one.path("greedy")));
                assertThat(greedy.text()).isEqualTo(one.path("text").asText());
                assertThat(tokens(answer(conversation, tokenizer, ids, 1.3)))
                        .isEqualTo(numbers(one.path("penalised")));
                Answer.Distribution first = greedy.steps().getFirst().distribution();
                assertThat(first.entropy())
                        .isCloseTo(one.path("entropy").doubleValue(), within(1e-4));
                assertThat(first.top().stream().map(Answer.Choice::token))
                        .isEqualTo(numbers(one.path("top")));
                checkLabels(conversation, tokenizer, prompt, one.path("labels"));
            }
        }
    }

    /// The accuracy on SST-2's dev set that lm-evaluation-harness has for the same model, prompt
    /// and numbers (0.8211 of 872 rows, float32).
    @Test
    @Tag("slow")
    void accuracyIsThatOfTheHarness() throws Exception {
        Path rows = Path.of("../shared/data/sst2/dev.tsv");
        assumeThat(rows).as("data that is not in the repository").exists();
        List<String> lines = Files.readAllLines(rows);
        PromptTemplate template = TemplateRegistry.of(MODEL).template("sst2");
        List<String> labels = template.labels().stream().map(Label::word).toList();
        int right = 0;
        try (RunningModel model = RunningModel.of(MODEL);
                Tokenizer tokenizer = Tokenizers.ofFolder(MODEL);
                Conversation conversation = new Conversation(model.decoder(), 0)) {
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split("\t", -1);
                LabelScores scores =
                        LabelScores.of(
                                conversation,
                                tokenizer,
                                template.render(Map.of("sentence", cells[0])),
                                labels,
                                Cut.REFUSE,
                                new Cancellation());
                String best = scores.best().orElseThrow().label();
                right += labels.indexOf(best) == Integer.parseInt(cells[1]) ? 1 : 0;
            }
        }
        assertThat(right).isEqualTo(Math.round(0.8211f * (lines.size() - 1)));
    }

    private static Answer answer(
            Conversation conversation, Tokenizer tokenizer, List<Integer> ids, double penalty)
            throws Exception {
        return Generator.generate(
                conversation,
                tokenizer,
                ids,
                new Sampling(0, 0, 1, 0, penalty, 0, 30, List.of(), true),
                StepListener.none(),
                new Cancellation());
    }

    private static void checkLabels(
            Conversation conversation, Tokenizer tokenizer, String prompt, JsonNode expected)
            throws Exception {
        List<String> labels = new ArrayList<>();
        expected.forEach(label -> labels.add(label.path("label").asText()));
        LabelScores scores =
                LabelScores.of(
                        conversation, tokenizer, prompt, labels, Cut.REFUSE, new Cancellation());
        for (int i = 0; i < labels.size(); i++) {
            LabelScores.Score score = scores.scores().get(i);
            assertThat(score.tokens()).isEqualTo(numbers(expected.path(i).path("tokens")));
            assertThat(score.logLikelihood())
                    .isCloseTo(expected.path(i).path("log_likelihood").doubleValue(), within(1e-4));
        }
    }

    private static List<Integer> tokens(Answer answer) {
        return answer.steps().stream().map(Answer.Step::token).toList();
    }

    private static List<Integer> numbers(JsonNode list) {
        List<Integer> numbers = new ArrayList<>();
        list.forEach(number -> numbers.add(number.intValue()));
        return numbers;
    }
}
