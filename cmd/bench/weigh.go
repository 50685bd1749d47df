package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

// measureDisk appends 4 KiB and waits until it is safe, again and again: as
// often as one writer could at best.
func (b *bench) measureDisk(ctx context.Context) ([]row, error) {
	f, err := os.CreateTemp(b.dir, "fsync")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var took []time.Duration
	block := make([]byte, 4<<10)
	for began := time.Now(); time.Since(began) < b.round && ctx.Err() == nil; {
		now := time.Now()
		if _, err := f.Write(block); err != nil {
			return nil, err
		}
		if err := f.Sync(); err != nil {
			return nil, err
		}
		took = append(took, time.Since(now))
	}
	var sum time.Duration
	for _, t := range took {
		sum += t
	}
	slices.Sort(took)
	return []row{{what: "the disk: 4 KiB and fsync", patrol: perSecond(float64(len(took)) / sum.Seconds()),
		pace: pace{p50: took[len(took)/2], p99: took[len(took)*99/100]}}}, ctx.Err()
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

func (b *bench) measureBinary(context.Context) ([]row, error) {
	info, err := os.Stat(b.binary)
	if err != nil {
		return nil, err
	}
	return []row{{what: "the program, all files in it", patrol: megabytes(info.Size()),
		goal: goal{"≤ 25 MB", info.Size() <= 25e6}}}, nil
}

// measureStart starts Patrol and the floor again, some times, and leaves the
// last ones running.
func (b *bench) measureStart(ctx context.Context) ([]row, error) {
	var patrols, floors []time.Duration
	for range 5 {
		var err error
		b.floor.stop()
		if b.floor, err = b.startFloor(ctx); err != nil {
			return nil, err
		}
		b.patrol.stop()
		if b.patrol, err = b.startPatrol(ctx, b.database); err != nil {
			return nil, err
		}
		patrols, floors = append(patrols, b.patrol.took), append(floors, b.floor.took)
	}
	slices.Sort(patrols)
	slices.Sort(floors)
	median := patrols[len(patrols)/2]
	return []row{{what: fmt.Sprintf("start to first answer, %d tokens stored", b.tokens), patrol: short(median),
		floor: short(floors[len(floors)/2]), goal: goal{"≤ 40 ms", median <= 40*time.Millisecond}}}, nil
}

// atRest is how long a server is left alone before its memory is looked at.
const atRest = 3 * time.Second

// measureMemory looks at a server that has answered once, and then at the same
// when the hot tokens have been used.
func (b *bench) measureMemory(ctx context.Context) (rows []row, err error) {
	b.patrol.stop()
	if b.patrol, err = b.startPatrol(ctx, b.database); err != nil {
		return nil, err
	}
	idle, err := b.memoryRow("memory, idle", "VmRSS", 25e6)
	if err != nil {
		return nil, err
	}
	if err := b.getUser(b.inTurn()).once(ctx, int(b.hotTokens())); err != nil {
		return nil, err
	}
	used, err := b.memoryRow(fmt.Sprintf("memory, %d hot tokens", b.hotTokens()), "RssAnon", 64e6)
	return []row{idle, used}, err
}

// memoryRow holds one of the figures against a goal.
func (b *bench) memoryRow(what, judged string, most int64) (row, error) {
	time.Sleep(atRest)
	sizes := map[string]int64{}
	for _, field := range []string{"VmRSS", "RssAnon"} {
		size, err := b.patrol.memory(field)
		if err != nil {
			return row{}, err
		}
		sizes[field] = size
	}
	floor, err := b.floor.memory(judged)
	return row{what: what,
		patrol: fmt.Sprintf("RSS %s, of it anonymous %s", megabytes(sizes["VmRSS"]), megabytes(sizes["RssAnon"])),
		floor:  megabytes(floor),
		goal:   goal{fmt.Sprintf("%s ≤ %d MB", judged, most/1e6), sizes[judged] <= most}}, err
}
