package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;

/// Of more points than a line can show those that are seen: in each sliver of it the first, the
/// least, the greatest and the last.
final class SeenPoints {
    private SeenPoints() {}

    /// @param run points with rising x, none undefined
    /// @param slivers how many parts of the axis below are told apart, from `low` to `high`
    static List<CurveFigure.Point> of(
            List<CurveFigure.Point> run, double low, double high, int slivers) {
        if (run.size() <= 4 * slivers) {
            return run;
        }
        List<CurveFigure.Point> seen = new ArrayList<>();
        int from = 0;
        while (from < run.size()) {
            int sliver = sliver(run.get(from), low, high, slivers);
            int to = from + 1;
            while (to < run.size() && sliver(run.get(to), low, high, slivers) == sliver) {
                to++;
            }
            add(seen, run.subList(from, to));
            from = to;
        }
        return seen;
    }

    private static int sliver(CurveFigure.Point point, double low, double high, int slivers) {
        return (int) Math.floor((point.x() - low) / (high - low) * slivers);
    }

    private static void add(List<CurveFigure.Point> seen, List<CurveFigure.Point> within) {
        int least = 0;
        int greatest = 0;
        for (int i = 1; i < within.size(); i++) {
            least = within.get(i).y() < within.get(least).y() ? i : least;
            greatest = within.get(i).y() > within.get(greatest).y() ? i : greatest;
        }
        for (int i = 0; i < within.size(); i++) {
            if (i == 0 || i == least || i == greatest || i == within.size() - 1) {
                seen.add(within.get(i));
            }
        }
    }
}
