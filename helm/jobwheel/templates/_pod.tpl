{{- define "jobwheel.pod" -}}
metadata:
  labels:
    {{- include "jobwheel.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- include "jobwheel.texts" . | nindent 4 }}
    {{- end }}
  annotations:
    # a change of the configuration is a new pod
    checksum/config: {{ toJson .Values.config | sha256sum | quote }}
    {{- with .Values.podAnnotations }}
    {{- include "jobwheel.texts" . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "jobwheel.serviceAccount" . | quote }}
  automountServiceAccountToken: false
  # a service called server in the namespace would set SERVER_PORT, and no node would start
  enableServiceLinks: false
  {{- with .Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ quote . }}
    {{- end }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ quote . }}
  {{- end }}
  # what a node does on its way down, at its longest: it goes on answering, drains, then waits ten seconds each for open requests
  # (below), for its last writes (jobwheel.dispatch.write-timeout) and for the store (jobwheel.store.close-timeout)
  terminationGracePeriodSeconds: {{ add .Values.drain.preStop .Values.drain.budget .Values.drain.grace 10 10 10 }}
  securityContext:
    runAsNonRoot: true
    {{- with .Values.podSecurityContext }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: jobwheel
      image: {{ include "jobwheel.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy | quote }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      ports:
        - name: http
          containerPort: 8080
          protocol: TCP
      env:
        - name: SERVER_ADDRESS
          value: 0.0.0.0
        - name: SPRING_CONFIG_ADDITIONAL_LOCATION
          value: file:/etc/jobwheel/
        - name: JOBWHEEL_STORE_URL
          value: {{ include "jobwheel.storeUrl" . | quote }}
        {{- if include "jobwheel.manyNodes" . }}
        {{- with .Values.store.postgresql.readHost }}
        - name: JOBWHEEL_STORE_READURL
          value: {{ include "jobwheel.postgresqlUrl" (dict "hosts" (list .) "postgresql" $.Values.store.postgresql) | quote }}
        {{- end }}
        - name: JOBWHEEL_STORE_SCHEMA
          value: {{ .Values.store.postgresql.schema | quote }}
        {{- $secret := required "store.postgresql.existingSecret is needed with store.kind=postgresql" .Values.store.postgresql.existingSecret }}
        - name: JOBWHEEL_STORE_USERNAME
          valueFrom:
            secretKeyRef:
              name: {{ quote $secret }}
              key: {{ .Values.store.postgresql.usernameKey | quote }}
        - name: JOBWHEEL_STORE_PASSWORD
          valueFrom:
            secretKeyRef:
              name: {{ quote $secret }}
              key: {{ .Values.store.postgresql.passwordKey | quote }}
        {{- end }}
        - name: JOBWHEEL_SECURITY_KEYS_ADMIN_HASHES
          valueFrom:
            secretKeyRef:
              name: {{ include "jobwheel.keys" . | quote }}
              key: admin-hash
        - name: JOBWHEEL_SECURITY_KEYS_ADMIN_SCOPES
          value: {{ join "," .Values.auth.adminScopes | quote }}
        - name: JOBWHEEL_SECURITY_KEYS_METRICS_HASHES
          valueFrom:
            secretKeyRef:
              name: {{ include "jobwheel.keys" . | quote }}
              key: metrics-hash
        - name: JOBWHEEL_SECURITY_KEYS_METRICS_SCOPES
          value: metrics:read
        - name: JOBWHEEL_DISPATCH_DRAINBUDGET
          value: {{ printf "%ds" (int .Values.drain.budget) | quote }}
        - name: JOBWHEEL_DISPATCH_DRAINGRACE
          value: {{ printf "%ds" (int .Values.drain.grace) | quote }}
        # how long the web server waits for open requests, after the drain; the drain has bounds of its own
        - name: SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE
          value: 10s
        - name: JOBWHEEL_LANES_PROCESSPOOL_SLOTS
          value: {{ .Values.processes | quote }}
        - name: JOBWHEEL_CONSOLE_ENABLED
          value: {{ .Values.console.enabled | quote }}
        {{- if .Values.tls.existingSecret }}
        - name: SERVER_SSL_BUNDLE
          value: door
        - name: SPRING_SSL_BUNDLE_PEM_DOOR_RELOADONUPDATE
          value: "true"
        - name: SPRING_SSL_BUNDLE_PEM_DOOR_KEYSTORE_CERTIFICATE
          value: file:/etc/jobwheel-tls/tls.crt
        - name: SPRING_SSL_BUNDLE_PEM_DOOR_KEYSTORE_PRIVATEKEY
          value: file:/etc/jobwheel-tls/tls.key
        {{- end }}
        {{- with include "jobwheel.webhooks" . | trim }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- with .Values.javaOptions }}
        - name: JDK_JAVA_OPTIONS
          value: {{ . | quote }}
        {{- end }}
        {{- with .Values.env }}
        {{- include "jobwheel.variables" . | trim | nindent 8 }}
        {{- end }}
      {{- with .Values.envFrom }}
      envFrom:
        {{- range . }}
        - secretRef:
            name: {{ quote . }}
        {{- end }}
      {{- end }}
      # ten minutes to start: a migration that is killed is rolled back, and would begin anew again and again
      startupProbe:
        httpGet:
          path: /actuator/health/liveness
          port: http
          scheme: {{ include "jobwheel.scheme" . | upper }}
        periodSeconds: 2
        failureThreshold: 300
      livenessProbe:
        httpGet:
          path: /actuator/health/liveness
          port: http
          scheme: {{ include "jobwheel.scheme" . | upper }}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /actuator/health/readiness
          port: http
          scheme: {{ include "jobwheel.scheme" . | upper }}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      {{- if .Values.drain.preStop }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ .Values.drain.preStop }}
      {{- end }}
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumeMounts:
        - name: config
          mountPath: /etc/jobwheel
          readOnly: true
        - name: tmp
          mountPath: /tmp
        {{- if .Values.tls.existingSecret }}
        - name: jobwheel-tls
          mountPath: /etc/jobwheel-tls
          readOnly: true
        {{- end }}
        {{- if not (include "jobwheel.manyNodes" .) }}
        - name: data
          mountPath: /var/lib/jobwheel
        {{- end }}
        {{- with .Values.volumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ include "jobwheel.name" . | quote }}
    - name: tmp
      emptyDir:
        sizeLimit: 1Gi
    {{- with .Values.tls.existingSecret }}
    - name: jobwheel-tls
      secret:
        secretName: {{ quote . }}
    {{- end }}
    {{- with .Values.volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- include "jobwheel.texts" . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- if .Values.topologySpreadConstraints }}
    {{- toYaml .Values.topologySpreadConstraints | nindent 4 }}
    {{- else }}
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "jobwheel.selector" . | nindent 10 }}
      {{- if include "jobwheel.manyNodes" . }}
      # each version by itself: else an update leaves the new nodes where the old ones were not
      matchLabelKeys: [pod-template-hash]
      {{- end }}
    {{- end }}
{{- end }}
