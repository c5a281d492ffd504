/** Files of /proc as kernels of different age print them. */

/** Linux 3.10 (RHEL 7): no PSI, 14 columns of diskstats, MemAvailable back-ported by the distribution. */
export const linux310 = {
  stat: `cpu  8466 120 5210 1048224 1320 0 88 0 0 0
cpu0 4240 60 2601 524100 660 0 44 0 0 0
cpu1 4226 60 2609 524124 660 0 44 0 0 0
intr 912301 20 9 0 0 0 0 0 0 1
ctxt 1734562
btime 1523456789
processes 4123
`,
  loadavg: "0.08 0.03 0.05 2/140 4123\n",
  meminfo: `MemTotal:        3882072 kB
MemFree:         3321044 kB
Buffers:            2104 kB
Cached:           281236 kB
SwapCached:            0 kB
SReclaimable:      31032 kB
SwapTotal:       2097148 kB
SwapFree:        2097100 kB
HugePages_Free:        0
`,
  vmstat: "nr_free_pages 830261\npgpgin 211542\npgpgout 98113\npswpin 7\npswpout 12\n",
  diskstats: `   8       0 sda 9120 11 421190 4312 3120 1502 90112 2211 0 3902 6510
   8       1 sda1 1830 0 12410 310 4 0 4096 2 0 290 312
 253       0 dm-0 7010 0 391004 3990 4710 0 90112 3322 0 3850 7312
  11       0 sr0 0 0 0 0 0 0 0 0 0 0 0
`,
  netDev: `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
  eth0:91234567   65012    1    2    0     0          0       110  8123456   40123    3    4    0     0       0          0
    lo:    5120      48    0    0    0     0          0         0     5120      48    0    0    0     0       0          0
`,
} as const;

/** Linux 6.1 (Debian 12) on a KVM host: PSI, 20 columns of diskstats, guest time, swap in use. */
export const linux61 = {
  stat: `cpu  182443 1204 63210 9120331 8821 0 1503 77 120032 300
cpu0 91221 602 31605 4560165 4410 0 751 38 60016 150
cpu1 91222 602 31605 4560166 4411 0 752 39 60016 150
intr 81230212 0 9 0
ctxt 120331222
btime 1700000000
`,
  loadavg: "1.52 0.98 0.77 3/812 90112\n",
  pressureCpu: `some avg10=1.23 avg60=0.80 avg300=0.31 total=91230456
full avg10=0.00 avg60=0.00 avg300=0.00 total=0
`,
  pressureIo: `some avg10=0.00 avg60=0.10 avg300=0.22 total=5512034
full avg10=0.00 avg60=0.08 avg300=0.20 total=4410221
`,
  meminfo: `MemTotal:       65839420 kB
MemFree:         2213044 kB
MemAvailable:   40123456 kB
Buffers:          102400 kB
Cached:         30123008 kB
SwapCached:         1024 kB
SwapTotal:       8388604 kB
SwapFree:        8380412 kB
SReclaimable:    1048576 kB
HugePages_Total:    1024
HugePages_Free:      512
Hugepagesize:       2048 kB
`,
  vmstat:
    "nr_free_pages 553261\nnr_zone_inactive_anon 1\npswpin 1024\npswpout 4096\npgalloc_dma 8\n",
  diskstats: ` 259       0 nvme0n1 402113 1203 31203344 90123 1203344 90123 81203344 302113 0 120332 401203 9012 0 8123400 901 50123 8092
 259       1 nvme0n1p1 310 12 9012 31 2 0 2 1 0 40 33 0 0 0 0 0 0
   8       0 sda 1203 40 90332 8123 90 12 8123 1203 0 7012 9326 0 0 0 0 12 40
`,
  netDev: `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 9012334   80123    0    0    0     0          0         0  9012334   80123    0    0    0     0       0          0
enp1s0f0: 18446744073709 9012334455    0   12    0     0          0     90123 9012334455667 8012334455    0    0    0     0       0          0
 vnet0:   12034     120    0    0    0     0          0         0    90123     901    0    0    0     0       0          0
  br0: 1203344   12033    0    0    0     0          0         0   903344    9033    0    0    0     0       0          0
`,
} as const;

/** Linux 6.18 in a small virtual machine, as recorded. */
export const linux618 = {
  stat: `cpu  8123 0 3122 150233 312 0 44 9 0 0
cpu0 4100 0 1500 75100 150 0 22 4 0 0
cpu1 4023 0 1622 75133 162 0 22 5 0 0
btime 1795413252
`,
  loadavg: "0.43 0.37 0.29 1/180 31222\n",
  pressureCpu: `some avg10=2.29 avg60=5.14 avg300=4.40 total=45316867
full avg10=0.00 avg60=0.00 avg300=0.00 total=0
`,
  diskstats: `   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
 254       0 vda 118880 37085 5097650 26091 24135 43218 4346720 11554 0 11868 38183 5493 22 766656 435 2876 101
 253       0 zram0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
`,
  netDev: `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0
  ifb0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
  eth0: 585076442   14002    0    0    0     0          0         0   897357    8700    0    0    0     0       0          0
`,
} as const;

/** /proc/PID/stat of a QEMU whose machine's name does its worst. */
export const qemuStat =
  "4711 (qemu (a) b) ) S 1 4711 4711 0 -1 138412416 90123 0 12 0 8123 912 0 0 20 0 7 0 90123 " +
  "5912334336 41203 18446744073709551615 1 1 0 0 0 0 268444224 4096 16963 0 0 0 17 1 0 0 3 7120 0 0 0 0\n";
