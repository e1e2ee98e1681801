/** Language models described by a Hugging Face {@code config.json}. */
@NullMarked
package dev.npusim.workloads.huggingface;

import org.jspecify.annotations.NullMarked;
