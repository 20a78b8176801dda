package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The window shows every metric that there is, without knowing any by name.
class EveryMetricInTheWindowTest {
    private final TestPlace place =
            new TestPlace(
                    WorkspaceState.EMPTY
                            .withItems(
                                    Stream.of("sst2", "mnli")
                                            .map(EveryMetricInTheWindowTest::vector)
                                            .toList())
                            .withTicked(List.of("sst2", "mnli"))
                            .withChoice(Choices.SCOPE, "all"));
    private final CompareViewModel model =
            new CompareViewModel(
                    place.context(),
                    new MadeVectors().with(path("sst2"), 3, 1).with(path("mnli"), 3, 2));

    @AfterEach
    void close() {
        model.close();
        place.close();
    }

    @Test
    void eachCanBeChosenOnce() {
        assertThat(Arrays.stream(Measure.values()).flatMap(of -> of.metrics().stream()))
                .containsExactlyInAnyOrderElementsOf(Metric.all());
    }

    @Test
    void eachIsDrawnAndStandsInTheTableOnceItIsChosen() {
        for (Measure measure : Measure.values()) {
            for (Metric metric : measure.metrics()) {
                model.measure(measure);
                model.metric(metric);
                place.until(() -> isDrawn(metric));
                assertThat(shown().table().columns())
                        .anyMatch(
                                column ->
                                        column.quantity().equals(metric.quantity())
                                                && column.explanation()
                                                        .equals(metric.explanation()));
            }
        }
    }

    @Test
    void interferenceIsThatOfTheNumbers() {
        model.measure(Measure.INTERFERENCE);
        place.until(() -> isDrawn(JointMetric.INTERFERENCE));
        place.until(() -> !Double.isNaN(interferenceOfTheEmbedding()));
        double magnitudes = 0;
        double together = 0;
        for (int i = 0; i < 8; i++) {
            double x = ((31 + i * 17) % 13 - 6) / 8.0;
            double y = ((62 + i * 17) % 13 - 6) / 8.0;
            magnitudes += Math.abs(x) + Math.abs(y);
            together += Math.abs(x + y);
        }
        assertThat(interferenceOfTheEmbedding())
                .isEqualTo((magnitudes - together) / magnitudes, within(1e-12));
    }

    private double interferenceOfTheEmbedding() {
        LineFigure figure = (LineFigure) shown().panels().getFirst().figure();
        return figure.series().getFirst().values().reversed().get(1); // Before that of all.
    }

    private boolean isDrawn(Metric metric) {
        return model.shownProperty().get() != null
                && shown().panels().getFirst().figure().quantity().equals(metric.quantity());
    }

    private Answer shown() {
        return Objects.requireNonNull(model.shownProperty().get());
    }

    private static Path path(String name) {
        return Path.of("vectors", name + ".safetensors");
    }

    private static FileItem vector(String name) {
        return new FileItem(
                name, path(name), name, Role.VECTOR, Optional.empty(), Optional.empty());
    }
}
