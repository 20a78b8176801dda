package org.taskvectors.app;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Rectangle2D;
import org.taskvectors.workspace.WindowBounds;

/// Where a window stands so that all of it can be reached, whatever the screens are now.
final class ScreenFit {
    /// What it is at first, where the screen has the room.
    static final double WIDTH = 1440;

    static final double HEIGHT = 900;

    /// Smaller than this only on a screen that is smaller.
    static final double LEAST_WIDTH = 880;

    static final double LEAST_HEIGHT = 560;

    private ScreenFit() {}

    /// @param saved where it stood
    /// @param screens what each screen has for windows, the first one first
    static WindowBounds of(Optional<WindowBounds> saved, List<Rectangle2D> screens) {
        Rectangle2D first = screens.getFirst();
        if (saved.isEmpty()) {
            return within(first, first.getMinX(), first.getMinY(), WIDTH, HEIGHT, false);
        }
        WindowBounds bounds = saved.get();
        Rectangle2D screen =
                screens.stream()
                        .filter(each -> shared(each, bounds) > 0)
                        .max(Comparator.comparingDouble(each -> shared(each, bounds)))
                        .orElse(first);
        return within(
                screen,
                bounds.x(),
                bounds.y(),
                Math.max(LEAST_WIDTH, bounds.width()),
                Math.max(LEAST_HEIGHT, bounds.height()),
                bounds.maximized());
    }

    /// A window as large as its screen is maximized, as its frame would not have the room.
    private static WindowBounds within(
            Rectangle2D screen,
            double x,
            double y,
            double width,
            double height,
            boolean isMaximized) {
        double wide = Math.min(width, screen.getWidth());
        double high = Math.min(height, screen.getHeight());
        boolean isFull = wide >= screen.getWidth() && high >= screen.getHeight();
        return new WindowBounds(
                Math.clamp(x, screen.getMinX(), screen.getMaxX() - wide),
                Math.clamp(y, screen.getMinY(), screen.getMaxY() - high),
                wide,
                high,
                isMaximized || isFull);
    }

    private static double shared(Rectangle2D screen, WindowBounds bounds) {
        double wide =
                Math.min(screen.getMaxX(), bounds.x() + bounds.width())
                        - Math.max(screen.getMinX(), bounds.x());
        double high =
                Math.min(screen.getMaxY(), bounds.y() + bounds.height())
                        - Math.max(screen.getMinY(), bounds.y());
        return wide <= 0 || high <= 0 ? 0 : wide * high;
    }
}
