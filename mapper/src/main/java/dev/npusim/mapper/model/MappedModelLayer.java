package dev.npusim.mapper.model;

import dev.npusim.mapper.attention.MappedAttention;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.vector.MappedVector;
import java.util.Optional;

/** The best mapping found for some equal layers. */
public sealed interface MappedModelLayer {
  ModelLayer layer();

  /** What is known about better mappings. */
  MappedLayer.Searched searched();

  double PJ_PER_J = 1e12;

  /** Of one of the layers. */
  long cycles();

  /** Of one of the layers, in the unit that {@link #searched} counts in. */
  double energy();

  /**
   * A convolution or matrix product on the array.
   *
   * @param onVector of a depthwise convolution: the worse alternative
   */
  record Product(ModelLayer.Product layer, MappedLayer mapped, Optional<MappedVector> onVector)
      implements MappedModelLayer {
    @Override
    public MappedLayer.Searched searched() {
      return mapped.searched().orElseThrow();
    }

    @Override
    public long cycles() {
      return mapped.cost().cycles();
    }

    @Override
    public double energy() {
      return mapped.cost().energy();
    }
  }

  /** Attention as one operation. */
  record Fused(ModelLayer.Fused layer, MappedAttention mapped) implements MappedModelLayer {
    @Override
    public MappedLayer.Searched searched() {
      return mapped.searched();
    }

    @Override
    public long cycles() {
      return mapped.best().cycles();
    }

    @Override
    public double energy() {
      return mapped.best().energy().total() * PJ_PER_J;
    }
  }

  /**
   * An operation of the vector unit.
   *
   * @param onArray of a depthwise convolution: the worse alternative
   */
  record Vector(ModelLayer layer, MappedVector mapped, Optional<MappedLayer> onArray)
      implements MappedModelLayer {
    @Override
    public MappedLayer.Searched searched() {
      return mapped.searched();
    }

    @Override
    public long cycles() {
      return mapped.best().cycles();
    }

    @Override
    public double energy() {
      return mapped.best().energy().total() * PJ_PER_J;
    }
  }
}
