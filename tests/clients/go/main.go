// An application that writes to Redis by go-redis: one line of JSON for each write says when it began and ended, and
// why it failed.
package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
)

const pause = 5 * time.Millisecond

type line struct {
	N     int64   `json:"n"`
	Start float64 `json:"start"`
	End   float64 `json:"end"`
	Error string  `json:"error,omitempty"`
}

// Writes 0, 1, 2, ... one after another, until the standard input ends.
func main() {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	client := connectAs(os.Args[1])
	lines := json.NewEncoder(os.Stdout)
	for n := int64(0); ; n++ {
		said := line{N: n, Start: now()}
		err := client.SetBit(context.Background(), os.Getenv("TEST_KEY"), n, 1).Err()
		said.End = now()
		if err != nil {
			said.Error = err.Error()
		}
		_ = lines.Encode(said)
		time.Sleep(pause)
	}
}

func connectAs(name string) *redis.Client {
	if name == "plain-go-redis" {
		return connectPlain()
	}
	return connect()
}

func now() float64 {
	return float64(time.Now().UnixMicro()) / 1000
}
