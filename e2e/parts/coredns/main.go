// CoreDNS with the plugins that e2e/node/coredns.yaml names, and none of those that bring the SDKs of every cloud.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/template"
)

func main() {
	// In the order in which CoreDNS itself has them.
	dnsserver.Directives = []string{"ready", "health", "errors", "template", "kubernetes"}
	coremain.Run()
}
