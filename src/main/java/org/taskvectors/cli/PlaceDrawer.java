package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.file.Problem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Draws a place of the window on a workspace, without a display. The window is not a part of the
/// command line: the program hands it in.
@FunctionalInterface
public interface PlaceDrawer {
    /// A place that can be drawn.
    enum Place {
        LIBRARY,
        EXTRACT,
        COMPARE,
        SANDBOX,
        EVALUATE,
        MERGE,
        TRAIN;

        /// Its word on the command line.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The colours of the window.
    enum Theme {
        LIGHT,
        DARK;

        /// Its word on the command line.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Why a place was not drawn.
    enum DrawProblem implements Problem {
        /// Its numbers were not there in time.
        TOO_LATE,
        /// The window cannot be opened here, not even without a display.
        NO_WINDOW
    }

    /// What is wanted.
    ///
    /// @param workspace the workspace's file; empty for the one that the window opens
    /// @param width of the window, in its own units
    /// @param height of the window
    /// @param scale pixels for each unit
    /// @param theme empty for the workspace's
    /// @param patience how long its numbers may take
    record Request(
            Place place,
            Optional<Path> workspace,
            int width,
            int height,
            int scale,
            Optional<Theme> theme,
            Duration patience) {}

    /// A place that was drawn.
    ///
    /// @param picture the bytes of a PNG
    /// @param workspace the file that was read
    /// @param name of the workspace
    /// @param theme that it has
    /// @param notes what went wrong beside the drawing, in sentences: a file that is not there
    record Drawing(Picture picture, Path workspace, String name, Theme theme, List<String> notes) {
        public Drawing {
            notes = List.copyOf(notes);
        }
    }

    /// A picture's file.
    interface Picture {
        byte[] png();
    }

    /// Draws it once nothing is computed any more.
    ///
    /// @throws IOException a [org.taskvectors.file.Failure] where it cannot be drawn, or its
    ///   numbers were not there in time
    Drawing draw(Request request, Cancellation cancellation) throws IOException, CancelledException;
}
