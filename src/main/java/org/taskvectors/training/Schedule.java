package org.taskvectors.training;

/// The learning rate over a run, as transformers' schedules compute it.
///
/// @param steps of the optimizer in the whole run, at least 1
/// @param rate the highest learning rate
/// @param warmUp over how many steps it rises from 0, at least 0
/// @param decay how it falls afterwards
public record Schedule(int steps, double rate, int warmUp, Decay decay) {
    /// How a rate falls.
    public enum Decay {
        /// Half a wave of the cosine, to 0.
        COSINE("cosine"),
        /// In a straight line to 0.
        LINEAR("linear"),
        /// Not at all.
        CONSTANT("constant");

        private final String word;

        Decay(String word) {
            this.word = word;
        }

        /// Returns what it is called for people.
        public String word() {
            return word;
        }
    }

    /// Returns the learning rate of a step.
    ///
    /// @param step from 0
    public double at(int step) {
        if (step < warmUp) {
            return rate * step / Math.max(1, warmUp);
        }
        double done = (double) (step - warmUp) / Math.max(1, steps - warmUp);
        return switch (decay) {
            case COSINE -> rate * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * done)));
            case LINEAR -> rate * Math.max(0, 1 - done);
            case CONSTANT -> rate;
        };
    }
}
