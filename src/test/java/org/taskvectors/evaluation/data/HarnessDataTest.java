package org.taskvectors.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.taskvectors.prompt.PromptTemplate;
import org.taskvectors.prompt.TemplateFile;

/// The right answers are those that lm-evaluation-harness reads in the same files
/// (`src/test/oracle/evaluation/make_golden.py`).
class HarnessDataTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/evaluation");
    private static final Path SHARED =
            Path.of(System.getProperty("taskvectors.data", "../shared/data"));

    private static JsonNode golden(String name) throws IOException {
        return new ObjectMapper().readTree(GOLDEN.resolve(name).toFile());
    }

    private static DataSet data(Path file, String template, int limit) throws IOException {
        Optional<PromptTemplate> used =
                TemplateFile.read(Path.of("assets/sample/templates.json")).stream()
                        .filter(one -> one.id().equals(template))
                        .findFirst();
        Table table = Tables.read(file);
        return DataSets.of(table, Mapping.guess(table, used), used, OptionalInt.of(limit));
    }

    private static void isRight(DataSet data, JsonNode targets) {
        List<Integer> wanted = new ArrayList<>();
        targets.forEach(target -> wanted.add(target.asInt()));
        assertThat(wanted).isNotEmpty();
        assertThat(data.examples()).extracting(Example::truth).isEqualTo(wanted);
        assertThat(data.leftOut()).isEmpty();
    }

    @Test
    void ownFilesHaveTheHarnessTargets() throws IOException {
        JsonNode base = golden("lm_eval.json").path("models").path("base");
        for (String name : List.of("reviews.tsv", "pairs.jsonl", "choices.jsonl")) {
            String template = name.startsWith("reviews") ? "sst2" : "mnli";
            DataSet data =
                    data(
                            GOLDEN.resolve(name),
                            name.startsWith("choices") ? "none" : template,
                            1_000);
            isRight(data, base.path(name).path("target"));
        }
    }

    @Test
    void glueHasTheHarnessTargets() throws IOException {
        Path sst2 = SHARED.resolve("sst2/dev.tsv");
        Path mnli = SHARED.resolve("mnli/dev_matched.jsonl");
        assumeTrue(
                Files.exists(sst2) && Files.exists(mnli), "the shared data are not here: " + sst2);
        isRight(data(sst2, "sst2", 872), golden("sst2_dev.json").path("target"));
        isRight(data(mnli, "mnli", 400), golden("mnli_dev.json").path("target"));
    }
}
