package org.taskvectors.training.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.taskvectors.training.data.PreparedRow.State;

/// What became of each row of the training file.
final class RowStates {
    private final State[] states;
    private final BitSet cut = new BitSet();
    private final BitSet doubled = new BitSet();
    private final BitSet contradicting = new BitSet();

    /// @param rows how many the file has; all are [State#UNREAD] until they are taken
    RowStates(int rows) {
        states = new State[rows];
        Arrays.fill(states, State.UNREAD);
    }

    /// Takes note of rows that were not drawn.
    void notDrawn(int[] rows) {
        for (int row : rows) {
            states[row] = State.NOT_DRAWN;
        }
    }

    /// Takes note of what became of rows.
    void take(List<PreparedRow> rows) {
        for (PreparedRow one : rows) {
            states[one.row()] = one.state();
            if (one.state() == State.TRAINED) {
                cut.set(one.row(), one.isCut());
            }
        }
    }

    /// Finds the training rows that stand there twice, and those with another answer too.
    void compare(List<PreparedRow> rows) {
        Set<TextHash> seen = new HashSet<>();
        Map<TextHash, TextHash> answers = new HashMap<>();
        Set<TextHash> several = new HashSet<>();
        for (PreparedRow one : rows) {
            if (one.state() != State.TRAINED) {
                continue;
            }
            doubled.set(one.row(), !seen.add(one.whole()));
            TextHash first = answers.putIfAbsent(one.asked(), one.whole());
            if (first != null && !first.equals(one.whole())) {
                several.add(one.asked());
            }
        }
        for (PreparedRow one : rows) {
            contradicting.set(
                    one.row(), one.state() == State.TRAINED && several.contains(one.asked()));
        }
    }

    State of(int row) {
        return states[row];
    }

    boolean isCut(int row) {
        return cut.get(row);
    }

    int count(State state) {
        return (int) Arrays.stream(states).filter(one -> one == state).count();
    }

    int count(RowFilter filter) {
        return (int) rows(filter).count();
    }

    /// Returns the rows of a filter, in their order.
    IntStream rows(RowFilter filter) {
        return switch (filter) {
            case CUT -> cut.stream();
            case DOUBLED -> doubled.stream();
            case CONTRADICTING -> contradicting.stream();
            case TOO_LONG -> rows(State.TOO_LONG);
            case UNREAD -> rows(State.UNREAD);
            case LEAKED -> rows(State.LEAKED);
            case HELD_OUT -> rows(State.HELD_OUT);
        };
    }

    /// Returns all rows in their order, those behind the others that no draw took.
    IntStream drawnFirst() {
        return IntStream.concat(
                IntStream.range(0, states.length).filter(row -> states[row] != State.NOT_DRAWN),
                rows(State.NOT_DRAWN));
    }

    private IntStream rows(State state) {
        return IntStream.range(0, states.length).filter(row -> states[row] == state);
    }
}
