package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.clickButton;
import static org.taskvectors.ui.TestWindow.focus;
import static org.taskvectors.ui.TestWindow.isSeen;
import static org.taskvectors.ui.TestWindow.until;

import java.nio.file.Path;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.text.TextFlow;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ui.common.Stylesheets;
import org.taskvectors.workspace.DataFolder;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.framework.junit5.Stop;

/// Reading the guide in the window.
@ExtendWith(ApplicationExtension.class)
class GuideWindowTest {
    @TempDir private Path folder;
    private Workbench workbench;
    private Stage stage;

    @Start
    void open(Stage primary) {
        stage = primary;
        Stylesheets.loadFonts();
        DataFolder data = new DataFolder(folder.resolve("data"));
        workbench =
                new Workbench(
                        "Task Vector Workbench test",
                        data,
                        Optional.empty(),
                        ThisMachine.processorOnly(data),
                        NoHub.in(data),
                        new NoDialogs(),
                        Platform::runLater);
        stage.setScene(null);
        WorkbenchWindow window = new WorkbenchWindow(stage);
        window.put(workbench);
        window.show();
    }

    @Stop
    void close() {
        stage.hide();
    }

    @AfterEach
    void end() {
        workbench.close();
    }

    /// Whether the guide shows a page or a part of one with this heading.
    private static boolean isAt(FxRobot robot, String title) {
        return robot.lookup("#guide-paper .guide-heading-1").queryAll().stream()
                .anyMatch(node -> title.equals(((TextFlow) node).getAccessibleText()));
    }

    private static boolean isOpen(FxRobot robot) {
        return robot.lookup("#guide-panel").tryQuery().filter(Node::isVisible).isPresent();
    }

    private static Node link(FxRobot robot, String words) {
        return robot.lookup(
                        (Node node) ->
                                node instanceof Hyperlink link && link.getText().equals(words))
                .query();
    }

    @Test
    void f1OpensThePageOfThePlaceLinksLeadOnAndBackAndEscapeClosesIt(FxRobot robot)
            throws Exception {
        robot.push(KeyCode.SHORTCUT, KeyCode.DIGIT3);
        Node before = robot.lookup("#rail-compare").query();
        focus(before);
        robot.push(KeyCode.F1);
        until(() -> isOpen(robot) && isAt(robot, "Compare"));
        assertThat(robot.lookup("#guide-back").query().isDisabled()).isTrue();
        ScrollPane paper = robot.lookup("#guide-paper").query();
        until(paper::isFocused);
        robot.push(KeyCode.PAGE_DOWN);
        until(() -> paper.getVvalue() > 0);
        focus(() -> link(robot, "sign conflict"));
        robot.push(KeyCode.SPACE);
        until(() -> isAt(robot, "Numbers"));
        robot.push(KeyCode.ALT, KeyCode.LEFT);
        until(() -> isAt(robot, "Compare"));
        assertThat(robot.lookup("#guide-back").query().isDisabled()).isTrue();
        robot.push(KeyCode.ESCAPE);
        until(() -> !isOpen(robot));
        until(before::isFocused);
    }

    @Test
    void theContentsLeadToEveryPage(FxRobot robot) throws Exception {
        robot.push(KeyCode.F1);
        until(() -> isOpen(robot) && isAt(robot, "Open"));
        click(
                () ->
                        robot.lookup(
                                        (Node node) ->
                                                node
                                                                instanceof
                                                                javafx.scene.control.ListCell<?>
                                                                        line
                                                        && "Trouble".equals(line.getText()))
                                .query());
        until(() -> isAt(robot, "Trouble"));
        clickButton(robot, "Back");
        until(() -> isAt(robot, "Open"));
        clickButton(robot, "Close");
        until(() -> !isOpen(robot));
    }

    @Test
    void theHelpOfThePlaceIsStillThereAndLeadsToTheGuide(FxRobot robot) throws Exception {
        robot.push(KeyCode.SHIFT, KeyCode.F1);
        until(
                () ->
                        robot.lookup(".shortcuts .label").queryAll().stream()
                                .anyMatch(
                                        node ->
                                                isSeen(node)
                                                        && ((Label) node)
                                                                .getText()
                                                                .equals("Shift F1")));
        assertThat(isOpen(robot)).isFalse();
        clickButton(robot, "Open the guide");
        until(() -> isOpen(robot) && isAt(robot, "Open"));
    }
}
