package io.sallyport.controller.reconcile;

import java.util.Comparator;

/** What is reconciled as one: the gateway's set, or everything of one model. */
public sealed interface Key {

    /** The fixed set in the gateway's namespace and the exemption. */
    record Gateway() implements Key {
        @Override
        public String toString() {
            return "the gateway";
        }
    }

    /** The companions of one model, of whatever kind its object is. */
    record Model(String namespace, String name) implements Key, Comparable<Model> {
        private static final Comparator<Model> ORDER =
                Comparator.comparing(Model::namespace).thenComparing(Model::name);

        @Override
        public int compareTo(Model other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return "model " + namespace + "/" + name;
        }
    }

    Key GATEWAY = new Gateway();
}
