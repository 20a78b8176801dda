/// Saves any checkpoint as files that other tools load, wherever its numbers come from: a model
/// folder in shards, one file of weights, the folder of an adapter.
@NullMarked
package org.taskvectors.saving;

import org.jspecify.annotations.NullMarked;
