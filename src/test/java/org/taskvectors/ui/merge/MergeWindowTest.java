package org.taskvectors.ui.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.ui.Merges;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.TestWindow;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.figures.FigureFrame;
import org.taskvectors.workspace.FileItem;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// What a person does in Merge, from an empty place to a model in the Sandbox.
@ExtendWith(ApplicationExtension.class)
class MergeWindowTest {
    @TempDir private Path folder;
    private final List<FileItem> tried = new CopyOnWriteArrayList<>();
    private TestPlace place;
    private MergeViewModel model;

    @Start
    void start(Stage stage) throws Exception {
        MadeMerge made = new MadeMerge(folder);
        place = new TestPlace(made.library(), Platform::runLater);
        model =
                new MergeViewModel(
                        place.context(), new Merges("Program 1", made.store()), tried::add);
        MergePlace shown = new MergePlace(place.context(), model);
        TestWindow.show(stage, new StackPane(shown.node()), 1360, 860);
        shown.shown();
    }

    @AfterEach
    void close() {
        Platform.runLater(model::close);
        place.close();
    }

    private static TextField field(FxRobot robot, String query) {
        return robot.lookup(query + " .number-field").query();
    }

    @Test
    void fromTheLibraryToAModelInTheSandbox(FxRobot robot) {
        Button merge = robot.lookup("#merge-primary").query();
        assertThat(merge.isDisabled()).isTrue();
        click(robot, "#merge-begin");
        until(() -> robot.lookup("#merge-part-1").query().isVisible());
        until(() -> !merge.isDisabled());

        // A weight is typed, and Undo takes it back.
        TextField weight = field(robot, "#merge-part-0");
        focus(weight);
        robot.interact(weight::selectAll);
        robot.write("0.5").push(KeyCode.ENTER);
        until(() -> model.choices().formProperty().get().parts().getFirst().weight() == 0.5);
        robot.interact(() -> place.undo.undo());
        until(() -> weight.getText().equals("1"));

        // A default that is left has a mark, which leads back.
        robot.interact(() -> model.choices().act("TIES", now -> now.withMethod("ties")));
        until(() -> robot.lookup("#merge-density").query().isVisible());
        TextField density = field(robot, "#merge-density");
        focus(density);
        robot.interact(density::selectAll);
        robot.write("0.5").push(KeyCode.ENTER);
        until(() -> robot.lookup("#merge-density .merge-left").query().isVisible());
        click(robot, "#merge-density .merge-left");
        until(() -> density.getText().equals("0.2"));

        TableView<?> table = robot.lookup("#merge-table").query();
        until(() -> table.getItems().size() == 6 && TestWindow.isSeen(table));
        until(() -> robot.lookup("#merge-kept").query().isVisible());

        // A layer that is chosen in the table is marked in the figures.
        robot.interact(() -> table.getSelectionModel().select(2));
        FigureFrame norms = robot.lookup("#merge-norms").query();
        until(
                () ->
                        norms.view().getFigure() instanceof LineFigure lines
                                && lines.marked().equals(List.of(1)));
        // The figures follow a weight.
        robot.interact(() -> model.choices().change("weight", now -> now.withWeight(0, 0.75)));
        until(
                () ->
                        norms.view().getFigure() instanceof LineFigure lines
                                && lines.marked().isEmpty());
        assertThat(robot.lookup("#merge-outdated").query().isVisible()).isFalse();

        until(() -> !merge.isDisabled());
        click(robot, "#merge-primary");
        until(() -> robot.lookup("#merge-done").query().isVisible());
        assertThat(robot.lookup("#merge-done .label").queryAllAs(Label.class))
                .anyMatch(label -> label.getText().contains("is saved"));
        click(robot, "#merge-try");
        until(() -> !tried.isEmpty());
    }

    @Test
    void aRecipeIsEditedAsTextAndBecomesTheFormAgain(FxRobot robot) {
        click(robot, "#merge-begin");
        Button edit = robot.lookup("#merge-recipe-edit").query();
        until(() -> TestWindow.isSeen(edit) && !edit.isDisabled());
        robot.interact(edit::fire);
        TextArea text = robot.lookup("#merge-editor-text").query();
        until(() -> TestWindow.isSeen(text) && text.getText().contains("merge_method"));
        until(() -> !TestWindow.isSeen(robot.lookup("#merge-base").query()));

        // A mistake is said with its line.
        Button merge = robot.lookup("#merge-primary").query();
        robot.interact(
                () -> text.setText(text.getText().replaceFirst("weight: 1(\\.0)?", "weight: [")));
        until(() -> model.wrong().contains("Line 7"));
        assertThat(merge.isDisabled()).isTrue();

        // What it means stands layer by layer.
        robot.interact(() -> text.setText(text.getText().replace("weight: [", "weight: [0.5, 1]")));
        until(() -> !merge.isDisabled());
        SegmentControl<?> views = robot.lookup("#merge-views").query();
        robot.interact(() -> ((ToggleButton) views.getChildren().getLast()).fire());
        TableView<?> layers = robot.lookup("#merge-layers-table").query();
        until(() -> TestWindow.isSeen(layers) && layers.getItems().size() > 4);

        click(robot, "#merge-to-form");
        until(() -> !model.choices().askingProperty().get().isWritten());
        until(() -> TestWindow.isSeen(robot.lookup("#merge-part-0").query()));
        assertThat(model.choices().formProperty().get().parts().getFirst().isEverywhere())
                .isFalse();
    }
}
