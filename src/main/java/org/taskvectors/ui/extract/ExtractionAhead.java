package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.accelerator.Workload;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.DeviceAhead;
import org.taskvectors.ui.shell.TimeAhead;

/// What is known of an extraction before it starts: how long it will take, and where it will run.
final class ExtractionAhead {
    private final Sides sides;
    private final TimeAhead time;
    private final DeviceAhead device;

    /// @param changed called when more is known
    ExtractionAhead(AppContext context, ExtractionCore core, Sides sides, Runnable changed) {
        this.sides = sides;
        this.time = new TimeAhead(context, "extract", core, changed);
        this.device = new DeviceAhead(context, core);
        device.verdictProperty().addListener((_, _, _) -> changed.run());
    }

    /// Takes note of how long an extraction took.
    void took(Duration took, QueueEntry entry) {
        ExtractionRequest request = entry.request();
        time.took(took, entry.bytes(), List.of(request.base().path(), request.tuned().path()));
    }

    /// How long the extraction of a pair will take, and from what that is known; empty where
    /// nothing is.
    String time(CheckedPair pair) {
        PairCheck check = pair.check();
        return sides.baseProperty().get().path().isEmpty()
                ? ""
                : time.words(check.bytesToRead(), check.bytesToWrite(), paths());
    }

    private List<Path> paths() {
        return Stream.of(sides.baseProperty(), sides.tunedProperty())
                .flatMap(side -> side.get().path().stream())
                .toList();
    }

    /// Where it will run, and why; empty where that goes without saying.
    String device(CheckedPair pair) {
        PairCheck check = pair.check();
        Workload work = Workload.pass(check.bytesToRead(), check.bytesToWrite());
        sides.baseProperty()
                .get()
                .path()
                .ifPresentOrElse(path -> device.ask(work, path), () -> device.ask(work));
        return device.words();
    }
}
