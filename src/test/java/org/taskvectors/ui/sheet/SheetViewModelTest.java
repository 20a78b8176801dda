package org.taskvectors.ui.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSubject;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.Positions;
import org.taskvectors.figure.Series;
import org.taskvectors.figure.ValueRange;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.SheetItem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore;

/// The sheet of figures of a workspace.
class SheetViewModelTest {
    @TempDir private Path folder;
    private final TestPlace place =
            new TestPlace(WorkspaceState.EMPTY.withItem(vector("first")), Runnable::run);
    private final SheetViewModel model = new SheetViewModel(place.context());

    @AfterEach
    void close() {
        place.close();
    }

    private static FileItem vector(String sample) {
        return new FileItem(
                        "v",
                        Path.of("/v.safetensors"),
                        "sst2",
                        Role.VECTOR,
                        Optional.empty(),
                        Optional.empty())
                .withContent(
                        Optional.of(new ContentId(List.of(new ContentId.Part(10, 1, sample)))));
    }

    private static LineFigure figure(String title) {
        return new LineFigure(
                new FigureSubject(title, List.of("sst2"), "norm", "", ""),
                Positions.layers(3),
                new Quantity("norm", "‖τ‖", "", Digits.significant(3)),
                ValueRange.fromZero(),
                List.of(Series.of("sst2", 0, 0.1, Double.NaN, 1.0 / 3)));
    }

    private String add(String title) {
        String[] said = new String[1];
        new FigureSaver(place.context(), sentence -> said[0] = sentence).addToSheet(figure(title));
        return said[0];
    }

    private List<String> titles() {
        return model.rowsProperty().get().stream()
                .map(row -> row.letter() + " " + row.title())
                .toList();
    }

    @Test
    void figuresComeOntoTheSheetMoveAndGoAndAllOfItCanBeTakenBack() {
        assertThat(add("one")).isEqualTo("It is on the figure sheet as a");
        assertThat(add("two")).isEqualTo("It is on the figure sheet as b");
        model.show();
        assertThat(titles()).containsExactly("a one", "b two");
        model.move(1, -1);
        assertThat(titles()).containsExactly("a two", "b one");
        model.move(0, -1);
        assertThat(titles()).containsExactly("a two", "b one");
        model.remove(0);
        assertThat(titles()).containsExactly("a one");
        place.undo.undo();
        place.undo.undo();
        assertThat(titles()).containsExactly("a one", "b two");
        place.undo.undo();
        place.undo.undo();
        assertThat(titles()).isEmpty();
        place.undo.redo();
        assertThat(titles()).containsExactly("a one");
    }

    @Test
    void theLayoutIsKeptAndTakenBack() {
        add("one");
        model.show();
        model.setColumns(3);
        model.setWide(false);
        model.setLettered(false);
        model.setCaption("c");
        model.setCaption("ca");
        assertThat(model.sheet().columns()).isEqualTo(3);
        assertThat(model.mostColumns()).isEqualTo(2);
        assertThat(titles()).containsExactly(" one");
        place.undo.undo();
        assertThat(model.sheet().caption()).isEmpty();
        place.undo.undo();
        assertThat(model.sheet().lettered()).isTrue();
    }

    @Test
    void itComesBackAfterARestartWithoutItsVectors() throws Exception {
        add("one");
        Path file = folder.resolve("workspace.json");
        try (WorkspaceStore store = WorkspaceStore.open(file)) {
            store.workspace().update(_ -> place.workspace.state());
        }
        WorkspaceState restored = WorkspaceStore.read(file);
        assertThat(restored).isEqualTo(place.workspace.state());
        try (TestPlace next = new TestPlace(restored.without("v"), Runnable::run)) {
            SheetViewModel sheet = new SheetViewModel(next.context());
            sheet.show();
            SheetViewModel.Row row = sheet.rowsProperty().get().getFirst();
            assertThat(row.figure()).contains(figure("one"));
            assertThat(row.changed()).isEqualTo("sst2 is no longer in the library");
        }
    }

    @Test
    void aVectorThatChangedSinceIsNamed() {
        add("one");
        model.show();
        assertThat(model.rowsProperty().get().getFirst().changed()).isEmpty();
        place.workspace.update(state -> state.withItem(vector("second")));
        assertThat(model.rowsProperty().get().getFirst().changed())
                .isEqualTo("sst2 changed since: the figure shows the numbers from before");
    }

    @Test
    void aFigureOfALaterVersionIsNamedAndKept() {
        SheetItem.Panel later = new SheetItem.Panel("{\"kind\":\"PieFigure\"}", List.of());
        place.workspace.update(state -> state.withItem(SheetItem.empty().with(later)));
        add("one");
        model.show();
        assertThat(titles()).containsExactly(" A figure that this version cannot read", "a one");
        model.move(1, -1);
        assertThat(place.workspace.state().sheet().orElseThrow().panels()).contains(later);
    }

    @Test
    void itIsDrawnAndSaved() throws Exception {
        add("one");
        model.show();
        place.until(() -> model.previewProperty().get().isPresent());
        place.saveTo = Optional.of(folder.resolve("sheet.csv"));
        model.save(FigureFormat.CSV);
        place.until(() -> model.toldProperty().get().startsWith("Saved "));
        assertThat(Files.readString(folder.resolve("sheet.csv"))).startsWith("a,one");
    }
}
