package org.taskvectors.pass;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// One of several shares of the rows of a pass, so that several machines do one work together. A
/// row is never split. The shares follow from the rows' bytes and their order alone, so that every
/// machine comes to the same ones.
///
/// @param number from 1 on
/// @param of how many shares there are
public record Part(int number, int of) {
    /// All of it.
    public static final Part WHOLE = new Part(1, 1);

    /// The most shares.
    public static final int MOST = 10_000;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})/(\\d{1,5})");

    /// A share while rows are handed out.
    private record Load(int number, long bytes) {}

    /// @throws IllegalArgumentException if there is no such share
    public Part {
        if (number < 1 || of < number || of > MOST) {
            throw new IllegalArgumentException("there is no part " + number + " of " + of);
        }
    }

    /// Reads `2/5`; empty if there is no such share.
    public static Optional<Part> parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(parts.group(1));
        int of = Integer.parseInt(parts.group(2));
        return number < 1 || number > of || of > MOST
                ? Optional.empty()
                : Optional.of(new Part(number, of));
    }

    public boolean isWhole() {
        return of == 1;
    }

    /// Returns it in words: `part 2 of 5`.
    public String words() {
        return "part " + number + " of " + of;
    }

    /// Returns which of some things it has: the largest first, each to the share that has the
    /// fewest bytes so far, and of equal ones to the first.
    ///
    /// @param bytes the bytes of each thing
    public BitSet share(long[] bytes) {
        BitSet held = new BitSet(bytes.length);
        if (isWhole()) {
            held.set(0, bytes.length);
            return held;
        }
        PriorityQueue<Load> lightest =
                new PriorityQueue<>(
                        Comparator.comparingLong(Load::bytes).thenComparingInt(Load::number));
        IntStream.rangeClosed(1, of).forEach(each -> lightest.add(new Load(each, 0)));
        IntStream.range(0, bytes.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer index) -> -bytes[index]))
                .forEach(
                        index -> {
                            Load load = lightest.remove();
                            if (load.number() == number) {
                                held.set(index);
                            }
                            lightest.add(new Load(load.number(), load.bytes() + bytes[index]));
                        });
        return held;
    }

    /// Returns which of some rows it has.
    public BitSet shareOf(List<Row> rows) {
        return share(rows.stream().mapToLong(Row::bytes).toArray());
    }

    /// Returns the rows in their places, those of other shares without elements, so that nothing of
    /// them is read and every row keeps its number.
    ///
    /// @param held which rows are read
    public static List<Row> only(BitSet held, List<Row> rows) {
        List<Row> only = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            only.add(held.get(i) ? row : new Row(row.parts(), row.first(), 0));
        }
        return only;
    }
}
