import { expect, test } from 'vitest'
import { containerIn } from './own-container.ts'

const id = 'a132aabfdd9aecabcf1c4b6fa7c80db8e952fc4a8e63777c6a01c626fdd0a101'

test('a process in a container finds its id in what Docker mounts', () => {
  const rows = [
    `241 224 254:0 /var/lib/docker/containers/${id}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/vda rw`,
    `242 224 254:0 /var/lib/docker/containers/${id}/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw`,
  ]
  expect(containerIn(rows.join('\n'))).toBe(id)
})

test('a machine that runs containers is in none of them', () => {
  const rows = [
    '26 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
    `300 26 0:50 / /var/lib/docker/containers/${id}/mounts/shm rw,nosuid shared:9 - tmpfs shm rw`,
    `301 26 254:0 /var/lib/docker/containers/${id}/hostname /srv/copy rw - ext4 /dev/vda rw`,
  ]
  expect(containerIn(rows.join('\n'))).toBeUndefined()
  expect(containerIn('')).toBeUndefined()
})
