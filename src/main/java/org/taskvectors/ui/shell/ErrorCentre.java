package org.taskvectors.ui.shell;

import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.file.Failure;
import org.taskvectors.ui.common.ErrorReport;
import org.taskvectors.ui.common.Errors;

/// The failures that the window shows, newest first, until the person puts them away. One that is
/// already shown is not shown twice.
public final class ErrorCentre implements Errors {
    private static final Logger LOG = Logger.getLogger(ErrorCentre.class.getName());
    private static final int MOST = 20;

    private final ObservableList<ErrorReport> reports = FXCollections.observableArrayList();
    private final String program;
    private final Executor window;

    /// @param program name and version, for the details
    /// @param window runs something on the window's thread
    public ErrorCentre(String program, Executor window) {
        this.program = program;
        this.window = window;
    }

    /// What is shown; changes on the window's thread.
    public ObservableList<ErrorReport> reports() {
        return reports;
    }

    @Override
    public void show(String title, Throwable failure) {
        if (failure instanceof Failure refusal) {
            // Says all in its message; where in the program it was made helps no person.
            LOG.log(Level.WARNING, "{0}: {1}", new Object[] {title, refusal.getMessage()});
        } else {
            LOG.log(Level.WARNING, title, failure);
        }
        ErrorReport report = ErrorReport.of(program, title, failure);
        window.execute(() -> add(report));
    }

    public void dismiss(ErrorReport report) {
        reports.remove(report);
    }

    public void dismissAll() {
        reports.clear();
    }

    private void add(ErrorReport report) {
        reports.removeIf(
                shown ->
                        shown.title().equals(report.title()) && shown.what().equals(report.what()));
        reports.addFirst(report);
        if (reports.size() > MOST) {
            reports.removeLast();
        }
    }
}
