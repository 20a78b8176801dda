package org.taskvectors.ui.devices;

import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.accelerator.DeviceTrouble.Answer;
import org.taskvectors.ui.common.ErrorReport;

/// The question in the corner of the window what becomes of a job whose device failed.
final class QuestionCard extends VBox {
    private static final String GOES_ON =
            "The job stands still. On the CPU it goes on where it stood. Vectors and what is"
                    + " measured of them are the same there; answers of models agree to rounding.";

    /// @param program name and version
    /// @param more how many other questions wait
    QuestionCard(
            String program, DeviceQuestions questions, DeviceQuestions.Question asked, int more) {
        String device = asked.device().label();
        ErrorReport report =
                ErrorReport.of(program, asked.job() + ": " + device + " failed", asked.failure());
        Label title = Texts.wrapped(report.title(), "card-title");
        getChildren().addAll(title, Texts.wrapped(report.what(), "plain"));
        if (!report.file().isEmpty()) {
            getChildren().add(Texts.wrapped(report.file(), "mono"));
        }
        if (!report.advice().isEmpty()) {
            getChildren().add(Texts.wrapped(report.advice(), "muted"));
        }
        getChildren().add(Texts.wrapped(GOES_ON, "muted"));
        Button goOn = button("Go on on the CPU", questions, asked, Answer.GO_ON);
        goOn.getStyleClass().add("primary");
        Button stop = button("Stop the job", questions, asked, Answer.STOP);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox actions = new HBox(goOn, stop, space);
        if (more > 0) {
            Label rest = new Label(more == 1 ? "1 more question" : more + " more questions");
            rest.getStyleClass().add("secondary");
            actions.getChildren().add(rest);
        }
        actions.getStyleClass().add("error-actions");
        getChildren().add(actions);
        getStyleClass().addAll("error-card", "question-card");
        setAccessibleRole(AccessibleRole.TEXT);
        setAccessibleText(
                report.title() + ". " + report.what() + " " + report.advice() + " " + GOES_ON);
    }

    private static Button button(
            String text, DeviceQuestions questions, DeviceQuestions.Question asked, Answer answer) {
        Button button = new Button(text);
        button.setMinWidth(USE_PREF_SIZE);
        button.setAccessibleText(text + ": " + asked.job());
        button.setOnAction(_ -> questions.answer(asked, answer));
        return button;
    }
}
