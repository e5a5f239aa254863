package main

import (
	"log"
	"os"

	"github.com/redis/go-redis/v9"
)

func connectPlain() *redis.Client {
	options, err := redis.ParseURL(os.Getenv("REDIS_PROXY_URL"))
	if err != nil {
		log.Fatal(err)
	}
	if options.TLSConfig != nil {
		options.TLSConfig.RootCAs = tlsConfig(os.Getenv("REDIS_CA_FILE")).RootCAs
	}
	return redis.NewClient(options)
}
