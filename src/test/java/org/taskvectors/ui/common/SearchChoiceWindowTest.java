package org.taskvectors.ui.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taskvectors.ui.TestWindow.click;
import static org.taskvectors.ui.TestWindow.until;
import static org.taskvectors.ui.TestWindow.write;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.taskvectors.ui.TestWindow;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// A choice among forty, by keyboard.
@ExtendWith(ApplicationExtension.class)
class SearchChoiceWindowTest {
    private static final List<String> RUNS =
            IntStream.range(0, 40).mapToObj(i -> "Qwen2.5 run " + i + " of winter").toList();

    private final List<String> chosen = new ArrayList<>();
    private SearchChoice<String> choice;
    private Button next;

    @Start
    void start(Stage stage) {
        choice = new SearchChoice<>(run -> run, "Run", chosen::add);
        choice.show(RUNS, RUNS.get(3));
        next = new Button("next");
        HBox row = new HBox(choice, next);
        // A popup with its shadow has to lie within the screen of the headless platform.
        row.setPadding(new Insets(60));
        TestWindow.show(stage, row, 600, 700);
        choice.requestFocus();
    }

    /// Opens the list and types into its field.
    private void search(FxRobot robot, String words) {
        click(() -> choice);
        until(choice::isShowing);
        write(robot, (TextField) choice.lookup(".custom-text-field"), words);
    }

    @Test
    void typingNarrowsAndEnterChoosesOnce(FxRobot robot) {
        search(robot, "winter 31");
        robot.push(KeyCode.ENTER);
        until(() -> !choice.isShowing());
        assertThat(chosen).containsExactly(RUNS.get(31));
        assertThat(choice.getValue()).isEqualTo(RUNS.get(31));
        assertThat(choice.isFocused()).isTrue();
    }

    @Test
    void escapeChoosesNothingAndKeepsTheFocus(FxRobot robot) {
        search(robot, "31");
        robot.push(KeyCode.ESCAPE);
        until(() -> !choice.isShowing());
        assertThat(chosen).isEmpty();
        assertThat(choice.getValue()).isEqualTo(RUNS.get(3));
        assertThat(choice.isFocused()).isTrue();
        assertThat(next.isFocused()).isFalse();
    }

    @Test
    void wordsOfNoLineKeepWhatWasChosen(FxRobot robot) {
        search(robot, "summer");
        robot.push(KeyCode.ENTER).push(KeyCode.ESCAPE);
        until(() -> !choice.isShowing());
        assertThat(chosen).isEmpty();
        assertThat(choice.getValue()).isEqualTo(RUNS.get(3));
    }

    @Test
    void whatTheProgramShowsIsNoChoiceOfThePerson(FxRobot robot) {
        robot.interact(() -> choice.show(RUNS.subList(0, 5), RUNS.get(4)));
        robot.interact(() -> choice.show(List.of(), null));
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(chosen).isEmpty();
        assertThat(choice.getValue()).isNull();
    }
}
