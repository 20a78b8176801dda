package org.taskvectors.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;

/// Texts as lm-evaluation-harness' `exact_match` and SQuAD's evaluation compare them
/// (`src/test/oracle/evaluation/normaliser.py`).
class NormaliserTest {
    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/evaluation/normaliser.json");

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.textValue()));
        return texts;
    }

    @Test
    void normalisesAsSquadDoes() throws IOException {
        JsonNode golden = new ObjectMapper().readTree(GOLDEN.toFile());
        List<String> wanted = texts(golden.path("squad"));
        assertThat(texts(golden.path("texts")))
                .hasSize(36)
                .map(Normaliser.squad()::normal)
                .isEqualTo(wanted);
    }

    @Test
    void takesForEqualWhatExactMatchDoes() throws IOException {
        JsonNode golden = new ObjectMapper().readTree(GOLDEN.toFile());
        List<String> texts = texts(golden.path("texts"));
        assertThat(golden.path("exact_match")).hasSize(7);
        for (JsonNode one : golden.path("exact_match")) {
            Normaliser normaliser = normaliser(one.path("options"));
            List<List<Integer>> equal = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                for (int j = i + 1; j < texts.size(); j++) {
                    if (normaliser.accepts(texts.get(i), List.of(texts.get(j)))) {
                        equal.add(List.of(i, j));
                    }
                }
            }
            List<List<Integer>> wanted = new ArrayList<>();
            one.path("equal")
                    .forEach(pair -> wanted.add(List.of(pair.get(0).asInt(), pair.get(1).asInt())));
            assertThat(equal).as(one.path("options").toString()).isEqualTo(wanted);
        }
    }

    private static Normaliser normaliser(JsonNode options) throws Failure {
        return new Normaliser(
                        List.of(),
                        options.path("ignore_case").asBoolean(),
                        options.path("ignore_punctuation").asBoolean(),
                        options.path("ignore_numbers").asBoolean(),
                        false,
                        false)
                .without(texts(options.path("regexes_to_ignore")));
    }

    @Test
    void anyOfTheAcceptedAnswersIsRight() {
        assertThat(Normaliser.squad().accepts(" The cat!", List.of("dog", "cat"))).isTrue();
        assertThat(Normaliser.exact().accepts("The cat", List.of("dog", "cat"))).isFalse();
        assertThat(Normaliser.exact().accepts("cat ", List.of("cat"))).isFalse();
        assertThat(Normaliser.exact().accepts("cat", List.of())).isFalse();
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> Normaliser.exact().without(List.of("x", "(")));
        assertThat(failure.problem()).isEqualTo(DataProblem.PATTERN_WRONG);
        assertThat(failure.what()).contains("'('");
    }
}
