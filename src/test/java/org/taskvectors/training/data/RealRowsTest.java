package org.taskvectors.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.training.data.DataSettings.LongRows;

/// GLUE's files as texts of the sample's tokenizer. The counts are those that their sources
/// publish, and those that Python's sets count.
class RealRowsTest {
    private static final Path SHARED =
            Path.of(System.getProperty("taskvectors.data", "../shared/data"));

    private static TrainingData data(String train, String heldOut, int heldOutRows)
            throws Exception {
        Path file = SHARED.resolve(train);
        assumeTrue(Files.exists(file), "the shared data are not here: " + file);
        try (Tokenizer tokenizer = MadeRows.sample()) {
            return MadeRows.data(
                    new DataSettings(
                            DataChoice.of("train", file),
                            Optional.of(heldOut)
                                    .filter(name -> !name.isEmpty())
                                    .map(name -> DataChoice.of("dev", SHARED.resolve(name))),
                            heldOutRows,
                            0,
                            LongRows.CUT,
                            true,
                            7),
                    tokenizer,
                    2);
        }
    }

    @Test
    void sst2() throws Exception {
        DataFacts facts = data("sst2/train-part2.tsv", "sst2/dev.tsv", 0).facts();
        assertThat(facts.available()).isEqualTo(6735);
        assertThat(facts.heldOut()).isEqualTo(872);
        assertThat(facts.heldOutClasses()).containsEntry("positive", 444);
        assertThat(facts.trained()).isEqualTo(6735);
        assertThat(facts.classes()).containsEntry("positive", 3741);
        assertThat(facts.doubled()).isEqualTo(3);
        assertThat(facts.contradicting()).isZero();
        assertThat(facts.leaked()).isZero();
        assertThat(facts.answers()).isEqualTo(2L * facts.trained());
    }

    @Test
    void mnliByItsIds() throws Exception {
        TrainingData data = data("mnli/train-sample.json", "mnli/dev_matched.jsonl", 300);
        DataFacts facts = data.facts();
        assertThat(facts.available()).isEqualTo(8999);
        assertThat(facts.heldOut()).isEqualTo(300);
        assertThat(facts.leaked()).isZero();
        assertThat(facts.doubled()).isZero();
        assertThat(facts.classes())
                .isEqualTo(Map.of("entailment", 3061, "neutral", 2980, "contradiction", 2958));
        assertThat(facts.classes().keySet())
                .containsExactly("entailment", "neutral", "contradiction");
        assertThat(data.fields().values()).containsExactly("text_a", "text_b");
        assertThat(data.question().orElseThrow().data().examples()).hasSize(300);
        assertThat(List.copyOf(facts.heldOutClasses().values()))
                .allSatisfy(count -> assertThat(count).isBetween(60, 140));
    }
}
