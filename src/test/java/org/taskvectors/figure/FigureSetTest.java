package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.BaseGroups;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.ThreadedPasses;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;

/// What the figures of a comparison hold. Their numbers are those of the comparison, which are held
/// against NumPy elsewhere.
class FigureSetTest {
    private static final Path FOLDER = Path.of("src/test/oracle/comparison");

    @TempDir Path folder;
    private final List<Checkpoint> open = new ArrayList<>();
    private Checkpoint base;
    private Optional<PairSums> sums = Optional.empty();

    @BeforeEach
    void openBase() throws Exception {
        base = open("base");
    }

    @AfterEach
    void close() {
        open.forEach(Checkpoint::close);
    }

    private Checkpoint open(String name) throws Exception {
        Path copy = folder.resolve(name + ".safetensors");
        Files.copy(FOLDER.resolve(name + ".safetensors"), copy);
        Checkpoint checkpoint = Checkpoints.open(copy);
        open.add(checkpoint);
        return checkpoint;
    }

    private Comparison compare(String... names) throws Exception {
        Measured measured =
                new Measured(
                        new ProfileStore(folder.resolve("cache")),
                        new ThreadedPasses(Compute.onCpu(1)));
        List<Checkpoint> vectors = new ArrayList<>();
        List<NamedProfile> profiles = new ArrayList<>();
        for (String name : names) {
            Checkpoint vector = open(name);
            vectors.add(vector);
            profiles.add(
                    measured.profile(vector, Optional.of(base), new Progress(), new Cancellation())
                            .named(name));
        }
        Optional<PairSums> pairs =
                vectors.size() < 2
                        ? Optional.empty()
                        : Optional.of(measured.pairs(vectors, new Progress(), new Cancellation()));
        sums = pairs;
        return new Comparison(profiles, pairs, SharedNaming.of(profiles)::place, Scope.ALL);
    }

    private static List<String> names(Comparison comparison, Optional<Grouping> only) {
        return new FigureSet(comparison, Threshold.DEFAULT)
                .figures(only).stream().map(FigureSet.Named::name).toList();
    }

    @Test
    void twoVectorsHaveEveryFigureUnderADocumentedName() throws Exception {
        List<String> names = names(compare("full", "some"), Optional.empty());
        assertThat(names).doesNotHaveDuplicates();
        for (String by : List.of("layer", "module")) {
            for (String metric :
                    List.of(
                            "l2-norm",
                            "relative-norm",
                            "rms",
                            "mean-magnitude",
                            "largest",
                            "exact-zeros",
                            "sparsity",
                            "cosine",
                            "sign-conflict",
                            "interference")) {
                assertThat(names).contains(metric + "-by-" + by);
            }
        }
        assertThat(names)
                .contains(
                        "relative-norm-by-layer-and-module-full",
                        "rms-by-layer-and-module-some",
                        "sparsity-by-layer-and-module-some",
                        "cosine-by-layer-and-module",
                        "sign-conflict-by-layer-and-module",
                        "interference-by-layer-and-module",
                        "cosine-of-all-pairs",
                        "magnitudes");
    }

    /// The same vectors with files that say on which base they are.
    private Comparison on(Comparison of, List<String> bases, List<String> names) throws Exception {
        List<NamedProfile> vectors = new ArrayList<>();
        for (int i = 0; i < bases.size(); i++) {
            NamedProfile vector = of.vectors().get(i);
            Optional<Provenance> from =
                    bases.get(i).isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    new Provenance(
                                            "made",
                                            new Identity(bases.get(i), "of " + bases.get(i)),
                                            new Identity(names.get(i), names.get(i)),
                                            Map.of(),
                                            List.of(),
                                            Map.of()));
            vectors.add(
                    new NamedProfile(
                            names.get(i),
                            new VectorProfile(
                                    vector.profile().tensors(), from, vector.profile().checksum()),
                            vector.base()));
        }
        return new Comparison(vectors, sums, SharedNaming.of(vectors)::place, Scope.ALL);
    }

    @Test
    void vectorsOfTwoBasesAreNoPair() throws Exception {
        List<String> names = List.of("full", "some", "wide");
        Comparison comparison = on(compare("full", "some", "wide"), List.of("x", "y", "x"), names);
        List<FigureSet.Named> set =
                new FigureSet(comparison, Threshold.DEFAULT).figures(Optional.empty());
        HeatMapFigure matrix = (HeatMapFigure) find(set, "cosine-of-all-pairs");
        assertThat(matrix.rows()).containsExactly("full", "wide", "some");
        assertThat(matrix.pairs().orElseThrow().blocks()).containsExactly(0, 0, 1);
        assertThat(matrix.pairs().orElseThrow().colours()).containsExactly(0, 2, 1);
        assertThat(matrix.values().get(0).get(1)).isNotNaN();
        assertThat(matrix.values().get(0).get(2)).isNaN();
        assertThat(((LineFigure) find(set, "cosine-by-layer")).series())
                .as("only the pair on one base")
                .hasSize(1);
        assertThat(set.stream().map(FigureSet.Named::name))
                .contains("cosine-by-layer-and-module-full-wide")
                .doesNotContain("cosine-by-layer-and-module-full-some");
    }

    @Test
    void aVectorThatRecordsNoBaseStandsWithTheFirstThatSharesTensors() throws Exception {
        List<String> names = List.of("full", "some", "wide");
        Comparison comparison = on(compare("full", "some", "wide"), List.of("", "y", ""), names);
        assertThat(BaseGroups.of(comparison).groups()).containsExactly(List.of(0, 1, 2));
    }

    @Test
    void twoVectorsAreLaidSideBySideWhateverTheirBases() throws Exception {
        Comparison comparison =
                on(compare("full", "some"), List.of("x", "y"), List.of("full", "some"));
        assertThat(BaseGroups.of(comparison).groups()).hasSize(2);
        assertThat(names(comparison, Optional.empty())).contains("cosine-by-layer-and-module");
    }

    private static Figure find(List<FigureSet.Named> set, String name) {
        return set.stream()
                .filter(one -> one.name().equals(name))
                .map(FigureSet.Named::figure)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneVectorHasNoPairs() throws Exception {
        assertThat(names(compare("full"), Optional.empty()))
                .contains("l2-norm-by-layer", "magnitudes")
                .noneMatch(name -> name.startsWith("cosine") || name.startsWith("interference"));
    }

    @Test
    void aGroupingThatWasChosenIsTheOnlyOne() throws Exception {
        assertThat(names(compare("full", "some"), Optional.of(Grouping.TENSOR)))
                .contains("l2-norm-by-tensor", "cosine-by-tensor")
                .noneMatch(name -> name.contains("by-layer") || name.contains("by-module"));
    }

    @Test
    void positionsAreTheGroupsAndUndefinedStaysUndefined() throws Exception {
        Comparison comparison = compare("full", "some");
        ComparisonFigures figures = new ComparisonFigures(comparison, Threshold.DEFAULT);
        LineFigure norms =
                (LineFigure) figures.overGroups(VectorMetric.RELATIVE_NORM, Grouping.LAYER);
        assertThat(norms.positions().layers()).containsExactly(0, 1, 2);
        assertThat(norms.positions().names()).containsExactly("embedding", "final norm", "head");
        List<Group> groups = comparison.groups(Grouping.LAYER);
        for (int i = 0; i < groups.size(); i++) {
            assertThat(norms.series().get(1).values().get(i))
                    .isEqualTo(100 * comparison.numbers(1, groups.get(i)).relativeNorm());
        }
        LineFigure cosine = (LineFigure) figures.overGroups(PairMetric.COSINE, Grouping.LAYER);
        assertThat(cosine.series().getFirst().values().get(0)).isFinite();
        assertThat(cosine.series().getFirst().values().get(5)).isNaN();
        assertThat(figures.overGroups(VectorMetric.L2_NORM, Grouping.MODULE))
                .isInstanceOf(BarFigure.class);
    }

    @Test
    void mapsOfOneNumberShareTheirScale() throws Exception {
        ComparisonFigures figures =
                new ComparisonFigures(compare("full", "some", "wide"), Threshold.DEFAULT);
        assertThat(figures.map(VectorMetric.RMS, 0).scale())
                .isEqualTo(figures.map(VectorMetric.RMS, 1).scale())
                .isEqualTo(figures.map(VectorMetric.RMS, 2).scale());
        HeatMapFigure cosine = figures.map(PairMetric.COSINE, 0, 2);
        assertThat(cosine.scale()).isEqualTo(figures.map(PairMetric.COSINE, 0, 1).scale());
        assertThat(cosine.scale().low()).isEqualTo(-cosine.scale().high());
        assertThat(cosine.rows())
                .containsExactly("q_proj", "v_proj", "down_proj", "norm", "embedding", "head");
        // The embedding is in no layer.
        assertThat(cosine.values().get(4).get(0)).isNaN();
    }

    @Test
    void theMatrixIsSymmetricWithOnesAcross() throws Exception {
        ComparisonFigures figures =
                new ComparisonFigures(compare("full", "some", "wide"), Threshold.DEFAULT);
        List<List<Double>> rows =
                figures.matrix(PairMetric.COSINE, Group.ALL, List.of(List.of(0, 1, 2))).values();
        for (int a = 0; a < 3; a++) {
            assertThat(rows.get(a).get(a)).isBetween(1 - 1e-12, 1 + 1e-12);
            for (int b = 0; b < 3; b++) {
                assertThat(rows.get(a).get(b)).isEqualTo(rows.get(b).get(a));
            }
        }
    }

    @Test
    void theDistributionHoldsEveryWeightThatIsNotZero() throws Exception {
        Comparison comparison = compare("full");
        LineFigure figure =
                new ComparisonFigures(comparison, Threshold.DEFAULT).distribution(Group.ALL);
        double sum =
                figure.series().getFirst().values().stream().mapToDouble(Double::doubleValue).sum();
        double zeros = comparison.numbers(0, Group.ALL).exactZeros();
        assertThat(sum).isBetween(100 * (1 - zeros) - 0.1, 100 * (1 - zeros) + 1e-9);
    }

    @Test
    void theThresholdIsToldWhereItMatters() throws Exception {
        ComparisonFigures figures = new ComparisonFigures(compare("full"), Threshold.DEFAULT);
        assertThat(figures.overGroups(VectorMetric.SPARSITY, Grouping.LAYER).about().sentence())
                .contains("0.25 × RMS of tensor");
        assertThat(figures.overGroups(VectorMetric.L2_NORM, Grouping.LAYER).about().threshold())
                .isEmpty();
    }
}
