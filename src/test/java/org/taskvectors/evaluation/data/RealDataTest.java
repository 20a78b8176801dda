package org.taskvectors.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.PromptTemplate;

/// GLUE's files as they are passed around. The counts are those that their sources publish.
class RealDataTest {
    private static final Path SHARED =
            Path.of(System.getProperty("taskvectors.data", "../shared/data"));

    @ParameterizedTest
    @CsvSource({
        "sst2/dev.tsv, sst2, TSV, 872, '428,444'",
        "sst2/train-part1.tsv, sst2, TSV, 60614, ''",
        "mnli/dev_matched.jsonl, mnli, JSON_LINES, 9815, '3479,3123,3213'",
        "mnli/train-sample.json, mnli, JSON, 8999, ''",
    })
    void everyRowIsAnExample(String name, String id, Layout layout, int rows, String classes)
            throws IOException {
        Path file = SHARED.resolve(name);
        assumeTrue(Files.exists(file), "the shared data are not here: " + file);
        Optional<PromptTemplate> template =
                BuiltInTemplates.all().stream().filter(one -> one.id().equals(id)).findFirst();
        Table table = Tables.read(file);
        assertThat(table.layout()).isEqualTo(layout);
        DataSet data =
                DataSets.of(table, Mapping.guess(table, template), template, OptionalInt.empty());
        assertThat(data.examples()).hasSize(rows);
        assertThat(data.leftOut()).isEmpty();
        if (!classes.isEmpty()) {
            long[] counts = Arrays.stream(classes.split(",")).mapToLong(Long::parseLong).toArray();
            for (int i = 0; i < counts.length; i++) {
                int truth = i;
                assertThat(data.examples().stream().filter(one -> one.truth() == truth).count())
                        .isEqualTo(counts[i]);
            }
        }
    }
}
