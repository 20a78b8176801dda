package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.inference.Architecture.Rope;

/// Cosines and sines of the rotary angles of some positions, by layer. As in transformers, position
/// times frequency is rounded to float32 before it is an angle.
public final class RopeTables {
    private final List<Table> tables = new ArrayList<>();
    private final List<Optional<Table>> layers = new ArrayList<>();

    public RopeTables(Architecture architecture) {
        Optional<Table> main = architecture.rope().map(this::table);
        Optional<Table> window = architecture.windowRope().map(this::table);
        for (int layer = 0; layer < architecture.layers(); layer++) {
            Optional<Rope> rope = architecture.rope(layer);
            layers.add(
                    rope.isEmpty()
                            ? Optional.empty()
                            : rope.equals(architecture.rope()) ? main : window);
        }
    }

    private Table table(Rope rope) {
        Table table = new Table(rope);
        tables.add(table);
        return table;
    }

    /// Computes the tables of `count` positions from `first` on.
    public void prepare(int first, int count) {
        tables.forEach(table -> table.fill(first, count));
    }

    /// Returns a layer's table; empty where it has no rotary positions.
    public Optional<Table> table(int layer) {
        return layers.get(layer);
    }

    /// Numbers of each pair's angle, token after token.
    public static final class Table {
        private final Rope rope;
        private float[] cos = {};
        private float[] sin = {};

        Table(Rope rope) {
            this.rope = rope;
        }

        public float[] cos() {
            return cos;
        }

        public float[] sin() {
            return sin;
        }

        /// Returns how many pairs one head has.
        public int pairs() {
            return rope.frequencies().size();
        }

        public boolean isInterleaved() {
            return rope.isInterleaved();
        }

        private void fill(int first, int count) {
            int pairs = rope.frequencies().size();
            if (cos.length < count * pairs) {
                cos = new float[count * pairs];
                sin = new float[count * pairs];
            }
            for (int i = 0; i < pairs; i++) {
                float frequency = rope.frequencies().get(i).floatValue();
                for (int t = 0; t < count; t++) {
                    float angle = (first + t) * frequency;
                    cos[t * pairs + i] = (float) (Math.cos(angle) * rope.factor());
                    sin[t * pairs + i] = (float) (Math.sin(angle) * rope.factor());
                }
            }
        }
    }
}
