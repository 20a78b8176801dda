package org.taskvectors.figure;

import java.awt.Font;
import java.util.ArrayList;
import java.util.List;

/// The names of a legend in rows: side by side as they are where they fit into two rows, else in
/// columns of one width, shortened in their middle. On paper each of up to eight names is there,
/// and the page grows with them; where rows are short, the last place says how many more there are.
///
/// @param rows the names that are shown, from left to right
/// @param hidden the names that have no place
record LegendRows(List<List<Entry>> rows, List<LegendEntry> hidden) {
    /// More rows than these would leave the figure too little room.
    static final int MOST = 2;

    private static final int LEAST_LETTERS = 12;

    /// A name as it is shown.
    ///
    /// @param text the name, shortened where it has to be
    /// @param width of the place, with its sample and without the gap to the next
    record Entry(LegendEntry of, String text, double width) {}

    /// How wide things are in a legend.
    ///
    /// @param width of a row
    /// @param gap between two names
    /// @param font of the names
    /// @param line width of the sample of a line with the gap beside it
    /// @param bar likewise of a bar
    record Room(double width, double gap, Font font, double line, double bar) {
        double sample(LegendEntry entry) {
            return entry.bar() ? bar : line;
        }

        double whole(LegendEntry entry) {
            return sample(entry) + Ink.width(entry.name(), font);
        }
    }

    /// @param most how many names there may be in more than two rows; beyond them two rows are the
    ///   most there are
    static LegendRows of(List<LegendEntry> entries, Room room, int most) {
        List<List<Entry>> flowing = flowing(entries, room);
        if (flowing.size() <= MOST) {
            return new LegendRows(flowing, List.of());
        }
        double least = room.line() + LEAST_LETTERS * Ink.width("n", room.font());
        int fitting = Math.max(1, (int) ((room.width() + room.gap()) / (least + room.gap())));
        int columns = Math.min(fitting, (entries.size() + MOST - 1) / MOST);
        int rows = (entries.size() + columns - 1) / columns;
        boolean isAll = rows <= MOST || entries.size() <= most;
        int shown = isAll ? entries.size() : Math.max(1, MOST * columns - 1);
        List<LegendEntry> left = entries.subList(0, shown);
        return new LegendRows(columns(left, columns, room), entries.subList(shown, entries.size()));
    }

    private static List<List<Entry>> flowing(List<LegendEntry> entries, Room room) {
        List<List<Entry>> rows = new ArrayList<>();
        double used = Double.POSITIVE_INFINITY;
        for (LegendEntry one : entries) {
            double needed = Math.min(room.whole(one), room.width());
            if (used + needed > room.width()) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.getLast().add(entry(one, needed, room));
            used += needed + room.gap();
        }
        return rows;
    }

    private static List<List<Entry>> columns(List<LegendEntry> entries, int columns, Room room) {
        double width = (room.width() + room.gap()) / columns - room.gap();
        List<List<Entry>> rows = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (i % columns == 0) {
                rows.add(new ArrayList<>());
            }
            rows.getLast().add(entry(entries.get(i), width, room));
        }
        return rows;
    }

    private static Entry entry(LegendEntry one, double width, Room room) {
        double letters = Math.max(0, width - room.sample(one));
        return new Entry(one, Ink.cut(one.name(), room.font(), letters), width);
    }

    /// What stands at the end of the last row: `and 5 more`; empty where all names are there.
    String more() {
        return hidden.isEmpty() ? "" : "and " + hidden.size() + " more";
    }
}
