package io.sallyport.controller.reconcile;

import java.util.Comparator;

/** What is reconciled as one: the gateway's set, everything of one model, or what the models of a namespace share. */
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

    /** What a namespace has once for all its models: the account that its people make tokens of. */
    record Namespace(String name) implements Key {
        @Override
        public String toString() {
            return "namespace " + name;
        }
    }

    Key GATEWAY = new Gateway();
}
