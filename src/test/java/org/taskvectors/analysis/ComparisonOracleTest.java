package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// Every number of every group against NumPy in float64, computed weight by weight from the same
/// files (`src/test/oracle/comparison/make_golden.py`).
class ComparisonOracleTest {
    private static final Path FOLDER = Path.of("src/test/oracle/comparison");
    private static final double EXACT = 1e-7;

    @TempDir Path cache;

    @TestFactory
    Stream<DynamicTest> numbersOfOneVector() throws IOException {
        JsonNode golden = golden();
        return stream(golden.get("vectors"))
                .map(
                        expected -> {
                            boolean withBase = expected.get("base").booleanValue();
                            String file = expected.get("file").textValue();
                            return DynamicTest.dynamicTest(
                                    file + (withBase ? " with its base" : " alone"),
                                    () -> checkVector(file, withBase, expected.get("groups")));
                        });
    }

    @TestFactory
    Stream<DynamicTest> numbersOfPairs() throws IOException {
        return stream(golden().get("comparisons"))
                .map(
                        expected ->
                                DynamicTest.dynamicTest(
                                        expected.get("files").toString(),
                                        () -> checkPairs(expected)));
    }

    private void checkVector(String file, boolean withBase, JsonNode groups) throws Exception {
        try (Checkpoint vector = open(file);
                Checkpoint base = open("base")) {
            Optional<Checkpoint> from = withBase ? Optional.of(base) : Optional.empty();
            NamedProfile profile =
                    measured()
                            .profile(vector, from, new Progress(), new Cancellation())
                            .named(file);
            Comparison comparison = compare(List.of(profile), Optional.empty());
            each(
                    comparison,
                    groups,
                    (group, expected) -> checkNumbers(comparison, group, expected, isExact(file)));
        }
    }

    private static boolean isExact(String file) {
        return !file.equals("wide") && !file.equals("other");
    }

    private void checkNumbers(
            Comparison comparison, Group group, JsonNode expected, boolean exact) {
        ObjectNode left = expected.deepCopy();
        GroupNumbers numbers = comparison.numbers(0, group);
        assertThat(numbers.weights()).isEqualTo(left.remove("weights").longValue());
        assertThat(numbers.notFinite())
                .isEqualTo(
                        new NonFinite(
                                left.remove("nan").longValue(),
                                left.remove("infinite").longValue()));
        assertNumber("l2", numbers.l2Norm(), left.remove("l2_norm"), EXACT);
        assertNumber("relative", numbers.relativeNorm(), left.remove("relative_norm"), EXACT);
        assertNumber("rms", numbers.rms(), left.remove("rms"), EXACT);
        assertNumber("mean", numbers.meanMagnitude(), left.remove("mean_magnitude"), EXACT);
        assertNumber("largest", numbers.largest(), left.remove("largest"), 0);
        assertNumber("zeros", numbers.exactZeros(), left.remove("exact_zeros"), 0);
        JsonNode most = left.remove("sparsity_at_most");
        left.remove("sparsity")
                .properties()
                .forEach(
                        entry -> {
                            Sparsity sparsity =
                                    comparison.sparsity(0, group, Threshold.parse(entry.getKey()));
                            double least = entry.getValue().doubleValue();
                            double atMost = most.get(entry.getKey()).doubleValue();
                            assertThat(sparsity.share())
                                    .as("sparsity at " + entry.getKey())
                                    .isBetween(least, exact ? least : atMost);
                        });
        left.remove("quantiles")
                .properties()
                .forEach(
                        entry ->
                                assertNumber(
                                        "quantile " + entry.getKey(),
                                        comparison.quantile(
                                                0, group, Double.parseDouble(entry.getKey())),
                                        entry.getValue(),
                                        exact ? 0 : 0.01));
        assertAllRead(left);
    }

    private void checkPairs(JsonNode expected) throws Exception {
        List<Checkpoint> vectors = new ArrayList<>();
        try {
            List<NamedProfile> profiles = new ArrayList<>();
            for (JsonNode file : expected.get("files")) {
                Checkpoint vector = open(file.textValue());
                vectors.add(vector);
                profiles.add(
                        measured()
                                .profile(
                                        vector,
                                        Optional.empty(),
                                        new Progress(),
                                        new Cancellation())
                                .named(file.textValue()));
            }
            PairSums sums = measured().pairs(vectors, new Progress(), new Cancellation());
            Comparison comparison = compare(profiles, Optional.of(sums));
            each(
                    comparison,
                    expected.get("groups"),
                    (group, row) -> {
                        ObjectNode left = row.deepCopy();
                        left.remove("pairs").forEach(pair -> checkPair(comparison, group, pair));
                        assertNumber(
                                "interference",
                                comparison.interference(group),
                                left.remove("interference"),
                                EXACT);
                        assertAllRead(left);
                    });
        } finally {
            vectors.forEach(Checkpoint::close);
        }
    }

    private static void checkPair(Comparison comparison, Group group, JsonNode expected) {
        ObjectNode left = expected.deepCopy();
        int a = left.remove("a").intValue();
        int b = left.remove("b").intValue();
        PairNumbers numbers = comparison.pair(a, b, group);
        assertNumber("dot", numbers.dot(), left.remove("dot"), EXACT);
        assertNumber("cosine", numbers.cosine(), left.remove("cosine"), EXACT);
        assertNumber("agreement", numbers.signAgreement(), left.remove("sign_agreement"), 1e-12);
        assertNumber("conflict", numbers.signConflict(), left.remove("sign_conflict"), 1e-12);
        assertThat(comparison.pair(b, a, group)).isEqualTo(numbers);
        assertAllRead(left);
    }

    /// A number that the oracle has and nothing here compares would only look as if it were held.
    private static void assertAllRead(ObjectNode left) {
        assertThat(left.properties()).as("numbers of the oracle that nothing reads").isEmpty();
    }

    private interface Check {
        void of(Group group, JsonNode expected);
    }

    /// Calls `check` with every group of every grouping, and fails where the groups are not the
    /// same on both sides.
    private static void each(Comparison comparison, JsonNode expected, Check check) {
        check.of(Group.ALL, expected.get("all").get("all"));
        for (Grouping grouping : Grouping.values()) {
            Map<String, Group> groups = new HashMap<>();
            comparison.groups(grouping).forEach(group -> groups.put(label(group), group));
            JsonNode rows = expected.get(grouping.name().toLowerCase(Locale.ROOT));
            List<String> labels = new ArrayList<>();
            rows.fieldNames().forEachRemaining(labels::add);
            if (grouping == Grouping.TENSOR) {
                // Here a group is called by the name without the tools' prefixes.
                labels.replaceAll(name -> name.replaceFirst("^model\\.", ""));
            }
            assertThat(groups.keySet()).containsExactlyInAnyOrderElementsOf(labels);
            rows.properties()
                    .forEach(
                            row -> {
                                String name =
                                        grouping == Grouping.TENSOR
                                                ? row.getKey().replaceFirst("^model\\.", "")
                                                : row.getKey();
                                check.of(groups.get(name), row.getValue());
                            });
        }
    }

    private static String label(Group group) {
        return group.label();
    }

    private static void assertNumber(
            String what, double actual, JsonNode expected, double relative) {
        if (expected.isNull()) {
            assertThat(actual).as(what).isNaN();
        } else {
            double value = expected.doubleValue();
            assertThat(actual).as(what).isCloseTo(value, within(relative * Math.abs(value)));
        }
    }

    private static Comparison compare(List<NamedProfile> vectors, Optional<PairSums> pairs) {
        return new Comparison(vectors, pairs, SharedNaming.of(vectors)::place, Scope.ALL);
    }

    /// Nothing is kept beside the golden files: what is measured has to be measured.
    private Measured measured() {
        return new Measured(new ProfileStore(cache), new ThreadedPasses(Compute.onCpu(2)));
    }

    private Checkpoint open(String file) throws IOException {
        Path copy = cache.resolve(file + ".safetensors");
        if (!Files.exists(copy)) {
            Files.copy(FOLDER.resolve(file + ".safetensors"), copy);
        }
        return Checkpoints.open(copy);
    }

    private static JsonNode golden() throws IOException {
        return new ObjectMapper().readTree(FOLDER.resolve("golden.json").toFile());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
