package org.taskvectors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.evaluation.ChoiceQuestion.LookUp;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.training.data.DataSettings.LongRows;
import org.taskvectors.training.data.TrainingData;
import org.taskvectors.training.data.TrainingText;

/// What a training learns of a row is what Evaluate asks of it, token by token.
class TrainedRowsTest {
    private static final int CONTEXT = 512;
    private static final Path TOKENIZERS = Path.of("src/test/resources/org/taskvectors/tokenizer");

    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "sample, sst2, lm-eval",
        "sample, sst2, sample",
        "sample, sst2, alpaca",
        "byte-level, sst2, lm-eval",
        "byte-level, sst2, alpaca",
        "byte-fallback, sst2, lm-eval",
        "byte-fallback, sst2, alpaca",
        "split, sst2, sample",
        // Here the prompt's end and the line feed behind it are one token of the whole.
        "split, sst2, alpaca",
        "unigram, sst2, sample",
        "sample, '', ''",
        "byte-fallback, '', ''",
    })
    void isWhatEvaluateAsks(String which, String task, String wording) throws Exception {
        Path file = folder.resolve("rows.jsonl");
        if (task.isEmpty()) {
            Files.writeString(
                    file,
                    """
                    {"question": "Water is ", "choices": ["dry", "wet", " wet ."], "answer": 1}
                    {"question": "Fire is\\n", "choices": ["hot", "cold"], "answer": 0}
                    {"question": "A dull plot", "choices": ["is new", "is old"], "answer": 1}
                    """);
        } else {
            Files.writeString(
                    file,
                    """
                    {"sentence": "a bright film ,  of 12 scenes . ", "label": 1}
                    {"sentence": "\\ud83d\\ude00 na\\u00efve\\ttab\\n\\n", "label": 0}
                    {"sentence": "dull", "label": 0}
                    """);
        }
        Path model =
                which.equals("sample") ? Path.of("assets/sample/base") : TOKENIZERS.resolve(which);
        DataChoice choice = DataChoice.of("rows", file).withTask(task, wording);
        TemplateRegistry registry = TemplateRegistry.builtIn();
        try (Tokenizer tokenizer = Tokenizers.ofFolder(model)) {
            DataSettings settings =
                    new DataSettings(choice, Optional.empty(), 0, 0, LongRows.CUT, false, 7);
            TrainingData data =
                    TrainingData.of(
                            settings,
                            registry,
                            tokenizer,
                            CONTEXT,
                            tokenizer.size(),
                            new Progress(),
                            new Cancellation());
            List<Query> queries = Trials.queries(TaskReader.read(registry, choice).chosen().data());
            assertThat(data.train()).hasSize(3);
            for (int i = 0; i < queries.size(); i++) {
                Query query = queries.get(i);
                ChoiceQuestion question =
                        ChoiceQuestion.of(tokenizer, query, i, CONTEXT, tokenizer.size());
                compare(data.train().get(i), question, query.truth());
            }
        }
    }

    private static void compare(TrainingText text, ChoiceQuestion question, int truth) {
        List<LookUp> asked =
                question.lookUps().stream().filter(one -> one.choice() == truth).toList();
        List<Integer> wanted = new ArrayList<>();
        LookUp first = asked.getFirst();
        for (int i = 0; i <= first.at(); i++) {
            wanted.add(question.texts().get(first.text())[i]);
        }
        int prompt = wanted.size();
        for (LookUp one : asked) {
            assertThat(one.at()).isEqualTo(wanted.size() - 1);
            wanted.add(one.token());
        }
        int[] tokens = text.tokens();
        assertThat(tokens).containsExactly(wanted.stream().mapToInt(one -> one).toArray());
        for (int i = 0; i < tokens.length; i++) {
            assertThat(text.learned()[i]).isEqualTo(i >= prompt);
        }
    }
}
